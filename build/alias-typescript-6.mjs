// dependency-cruiser needs a TypeScript with a JavaScript API, below 7; with 7 it silently reads nothing.
// For whoever imports this first, `typescript` is the aliased 6.
import { Module, registerHooks } from 'node:module';

const isTypeScript = (specifier) => specifier === 'typescript' || specifier.startsWith('typescript/');
const aliased = (specifier) => specifier.replace('typescript', 'typescript-6');

registerHooks({
  resolve: (specifier, context, next) =>
    next(isTypeScript(specifier) ? aliased(specifier) : specifier, context),
});

// `require.resolve`, by which dependency-cruiser looks at the version, does not pass through the hooks.
const resolveFilename = Module._resolveFilename;
Module._resolveFilename = (specifier, ...rest) =>
  resolveFilename(isTypeScript(specifier) ? aliased(specifier) : specifier, ...rest);
