/** `node --expose-gc bench/restart.ts FOLDER`: opens an installation as after a restart and prints how long and how much it took. */
import { completeNext, openBenchHouse, startCase } from "./house.ts";

const [dataDir] = process.argv.slice(2);
if (dataDir === undefined) throw new Error("The folder of the installation is missing.");
const begun = performance.now();
const house = await openBenchHouse(dataDir);
house.runtime.startPump();
await completeNext(house.runtime, await startCase(house.runtime));
const readyMs = performance.now() - begun;
const open = await house.database.readModels.tasks({ state: "open" });
globalThis.gc?.();
const memoryMb = process.memoryUsage().rss / 1024 / 1024;
await house.close();
console.log(JSON.stringify({ memoryMb, readyMs, firstPage: open.items.length }));
