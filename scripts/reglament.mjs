#!/usr/bin/env node
// What npm takes for the `reglament` command of this package: installs what is missing, then runs cli/reglament.ts on the pinned Node.
// Afterwards node_modules/.bin/reglament stands before it and starts the command line without this detour.
process.argv.splice(2, 0, "reglament");
await import("./bootstrap.mjs");
