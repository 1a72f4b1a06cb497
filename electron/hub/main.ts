/**
 * The core without a window, as a hub or as a desk:
 * `--data DIR [--api-port N] [--sync-port N] [--discovery mdns|off] [--peer host:port]...`
 */
import { runHeadless } from './run-headless.ts';

await runHeadless();
