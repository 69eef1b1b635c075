import js from '@eslint/js';
import { defineConfig } from 'eslint/config';
import tseslint from 'typescript-eslint';

export default defineConfig(
  { ignores: ['node_modules', 'cdk.out', '.cache'] },
  {
    files: ['**/*.ts'],
    extends: [
      js.configs.recommended,
      tseslint.configs.strictTypeChecked,
      tseslint.configs.stylisticTypeChecked,
    ],
    languageOptions: { parserOptions: { projectService: true } },
    rules: {
      // Small files and small functions keep one idea each in view.
      'max-lines': ['error', { max: 180, skipBlankLines: true, skipComments: true }],
      'max-lines-per-function': ['error', { max: 40, skipBlankLines: true, skipComments: true }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
    },
  },
  // Imports go from test/ to infra/ to lambda/, and never back.
  onlyFrom('lambda', ['infra', 'test']),
  onlyFrom('infra', ['test']),
  {
    files: ['test/**/*.test.ts'],
    // describe() bodies are lists of tests, not functions.
    rules: { 'max-lines-per-function': 'off', 'max-lines': 'off' },
  },
);

/** Refuses imports from the folders of the upper floors, dynamic ones and those of types too. */
function onlyFrom(folder, upper) {
  const group = upper.map((each) => `**/${each}/**`);
  const message = `${folder}/ stands below ${upper.join('/ and ')}/.`;
  const path = `/[/](${upper.join('|')})[/]/`;
  const selector = `:matches(ImportExpression, TSImportType) :matches([value=${path}], [value.raw=${path}])`;
  return {
    files: [`${folder}/**/*.ts`],
    rules: {
      'no-restricted-imports': ['error', { patterns: [{ group, message }] }],
      'no-restricted-syntax': ['error', { selector, message }],
    },
  };
}
