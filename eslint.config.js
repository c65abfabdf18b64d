import js from "@eslint/js";
import { defineConfig } from "eslint/config";
import accessible from "eslint-plugin-jsx-a11y";
import hooks from "eslint-plugin-react-hooks";
import tseslint from "typescript-eslint";

export default defineConfig(
  { ignores: ["node_modules", "data", "coverage", "**/dist", ".cache"] },
  js.configs.recommended,
  {
    files: ["**/*.ts", "**/*.tsx"],
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      // The house style (CONTRIBUTING.md).
      "@typescript-eslint/consistent-type-imports": ["error", { fixStyle: "separate-type-imports" }],
      "@typescript-eslint/consistent-type-exports": "error",
      "@typescript-eslint/no-floating-promises": ["error", { checkThenables: true }],
      "@typescript-eslint/switch-exhaustiveness-check": [
        "error",
        { considerDefaultExhaustiveForUnions: true, requireDefaultForNonUnion: false },
      ],
      "no-restricted-syntax": [
        "error",
        { selector: "ExportAllDeclaration", message: "No barrels: import from the file that says it." },
        {
          selector: "ExportNamedDeclaration[source]",
          message: "No barrels: import from the file that says it.",
        },
        {
          selector: "ExportDefaultDeclaration",
          message: "Export by name, so that a thing is called the same everywhere.",
        },
      ],
      eqeqeq: "error",
      "no-console": "error",
      "prefer-const": "error",
      // Where the strict set costs more than it finds.
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true, allowBoolean: true }],
      "@typescript-eslint/no-confusing-void-expression": ["error", { ignoreArrowShorthand: true }],
      "@typescript-eslint/no-unused-vars": ["error", { argsIgnorePattern: "^_", varsIgnorePattern: "^_" }],
      "@typescript-eslint/no-non-null-assertion": "off", // the graph is arrays addressed by index: `nodes[index]!`
      "@typescript-eslint/non-nullable-type-assertion-style": "off",
      "@typescript-eslint/no-unnecessary-type-assertion": "off", // it also flags `as` that says what a literal is
      "@typescript-eslint/require-await": "off", // an interface may ask for a promise that a simple implementation has at once
      "@typescript-eslint/prefer-nullish-coalescing": ["error", { ignorePrimitives: { string: true } }],
      "@typescript-eslint/consistent-type-definitions": "off",
      "@typescript-eslint/no-unnecessary-condition": [
        "error",
        { allowConstantLoopConditions: "only-allowed-literals" },
      ],
    },
  },
  {
    files: ["web/**/*.tsx"],
    plugins: { "react-hooks": hooks },
    extends: [accessible.flatConfigs.strict],
    rules: { "react-hooks/rules-of-hooks": "error", "react-hooks/exhaustive-deps": "error" },
  },
  {
    // Commands and measurements speak on the console.
    files: ["cli/**/*.ts", "scripts/**/*.ts", "bench/**/*.ts"],
    rules: { "no-console": "off" },
  },
  {
    files: ["test/**/*.ts"],
    rules: {
      "@typescript-eslint/no-unused-expressions": "off", // chai's `expect(x).to.be.true`
      "@typescript-eslint/unbound-method": "off",
    },
  },
  {
    files: ["scripts/count-reporter.ts"],
    rules: { "no-restricted-syntax": "off" }, // mocha takes a reporter as the default export
  },
  {
    files: ["**/*.mjs", "**/*.js"],
    languageOptions: { globals: { process: "readonly", console: "readonly", fetch: "readonly" } },
  },
);
