import { describeEventStore } from "./event-store.contract.ts";
import { describeGatewayOutbox } from "./gateway-outbox.contract.ts";
import { describeJobLocks } from "./job-locks.contract.ts";
import { startPostgres, type PostgresServer } from "./postgres-harness.ts";
import { describeReadModels } from "./read-models.contract.ts";
import { describeStores } from "./stores.contract.ts";

describe("the store over PostgreSQL", function () {
  this.timeout(60_000);
  let server: PostgresServer;
  before(async () => {
    server = await startPostgres();
  });
  after(() => server.stop());
  const harness = () => server.harness();

  describeEventStore(harness);
  describe("its read models:", () => describeReadModels(harness));
  describe("what a worker has fetched:", () => describeJobLocks(harness));
  describeGatewayOutbox(harness);
  describe("its other stores:", () => describeStores(harness));
});
