import { describeEventStore } from "./event-store.contract.ts";
import { describeGatewayOutbox } from "./gateway-outbox.contract.ts";
import { describeJobLocks } from "./job-locks.contract.ts";
import { describeReadModels } from "./read-models.contract.ts";
import { sqliteHarness } from "./sqlite-harness.ts";
import { describeStores } from "./stores.contract.ts";

describe("the store over SQLite", () => {
  describeEventStore(sqliteHarness);
  describe("its read models:", () => describeReadModels(sqliteHarness));
  describe("what a worker has fetched:", () => describeJobLocks(sqliteHarness));
  describeGatewayOutbox(sqliteHarness);
  describe("its other stores:", () => describeStores(sqliteHarness));
});
