// Which file an address of the page stands for.
import { join, normalize, sep } from 'node:path';

export const appOrigin = 'app://paydar';

/** The file within `folder` that the address names; undefined for another origin or a path that leads out. */
export function pageFile(folder: string, address: string): string | undefined {
  const url = new URL(address);
  if (`${url.protocol}//${url.host}` !== appOrigin) return undefined;
  const path = decodePath(url.pathname);
  if (path === undefined || path.includes('\0')) return undefined;
  const file = normalize(join(folder, path === '/' ? 'index.html' : path));
  return file.startsWith(folder + sep) ? file : undefined;
}

function decodePath(path: string): string | undefined {
  try {
    return decodeURIComponent(path);
  } catch {
    return undefined;
  }
}
