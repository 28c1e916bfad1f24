// Typed lint of the whole workspace; formatting is Prettier's.
import hooks from "eslint-plugin-react-hooks";
import { defineConfig, globalIgnores } from "eslint/config";
import tseslint from "typescript-eslint";

export default defineConfig(
  globalIgnores([
    "**/dist/**",
    "**/gen/**",
    "**/node_modules/**",
    "fixtures/**",
    "**/*.js",
    "**/*.mjs",
    "**/*.d.ts",
  ]),
  {
    files: ["**/*.ts", "**/*.tsx"],
    extends: [tseslint.configs.strictTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    linterOptions: { reportUnusedDisableDirectives: "error" },
    rules: {
      "@typescript-eslint/switch-exhaustiveness-check": [
        "error",
        { considerDefaultExhaustiveForUnions: true },
      ],
      "@typescript-eslint/consistent-type-imports": "error",
      "@typescript-eslint/restrict-template-expressions": [
        "error",
        { allowNumber: true, allowBoolean: true },
      ],
      "@typescript-eslint/no-unused-vars": ["error", { argsIgnorePattern: "^_" }],
      "@typescript-eslint/no-confusing-void-expression": ["error", { ignoreArrowShorthand: true }],
      eqeqeq: "error",
      "no-empty": ["error", { allowEmptyCatch: false }],
      "max-lines": ["error", { max: 600, skipBlankLines: true, skipComments: true }],
      "max-lines-per-function": ["error", { max: 80, skipBlankLines: true, skipComments: true }],
      "max-params": ["error", 4],
      "no-restricted-syntax": [
        "error",
        {
          selector: "ExportAllDeclaration",
          message: "index.ts lists names (anchors: one door per package).",
        },
        {
          selector: "ExportDefaultDeclaration",
          message: "No default exports except where a tool demands one.",
        },
        { selector: "TSEnumDeclaration", message: "Unions of strings instead of enums." },
      ],
    },
  },
  { files: ["**/*.tsx", "apps/web/src/**/*.ts"], extends: [hooks.configs.flat.recommended] },
  // Measured hot loops over typed arrays, where every index is checked by the loop itself.
  {
    files: [
      "packages/tfevents/src/{crc32c,histo,scan*}.ts",
      "packages/analysis/src/**/*.ts",
      "packages/store/src/{chosen-points,chunk,columns,limits,reach,record-columns,repeats,step-order,visibility}*.ts",
      "packages/charts/src/**/*.ts",
      "packages/graph/src/**/*.ts",
      "apps/server/src/tensorboard/{number,series}-text.ts",
    ],
    rules: { "@typescript-eslint/no-non-null-assertion": "off" },
  },
  {
    files: [
      "**/*.test.ts",
      "**/*.test.tsx",
      "e2e/**/*.ts",
      "**/testing.ts",
      "packages/store/src/testing/*.ts",
    ],
    rules: { "max-lines-per-function": "off", "@typescript-eslint/no-non-null-assertion": "off" },
  },
  { files: ["**/*.config.ts"], rules: { "no-restricted-syntax": "off" } },
);
