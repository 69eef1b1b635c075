const { transformSync } = require('esbuild');

/** Compiles TypeScript for jest and checks no types: `npm run lint` does. */
exports.process = (text, sourcefile) =>
  transformSync(text, {
    loader: 'ts',
    format: 'cjs',
    target: 'node20',
    sourcefile,
    sourcemap: 'inline',
  });
