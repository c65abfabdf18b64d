import { expect } from "chai";
import { createCircuitBreaker } from "../../../handlers/gateway/circuit-breaker.ts";

describe("the circuit breaker", () => {
  let now: number;
  const clock = { now: () => new Date(now).toISOString() };
  const breaker = () => createCircuitBreaker(clock, { failures: 3, openMs: 1_000, longestMs: 3_000 });
  beforeEach(() => {
    now = Date.parse("2026-05-14T04:00:00.000Z");
  });
  const fail = (one: ReturnType<typeof breaker>, times: number): void => {
    for (let index = 0; index < times; index += 1) one.failed();
  };

  it("lets calls through until so many have failed in a row", () => {
    const one = breaker();
    fail(one, 2);
    one.succeeded();
    fail(one, 2);
    expect(one.mayCall()).to.equal(true);
    fail(one, 1);
    expect(one.mayCall()).to.equal(false);
  });

  it("lets one call try when the while has passed, and all when it succeeds", () => {
    const one = breaker();
    fail(one, 3);
    now += 1_000;
    expect([one.mayCall(), one.mayCall()]).to.deep.equal([true, false]);
    one.succeeded();
    expect([one.mayCall(), one.mayCall()]).to.deep.equal([true, true]);
  });

  it("waits twice as long after each try that fails, up to the longest", () => {
    const one = breaker();
    fail(one, 3);
    for (const wait of [1_000, 2_000, 3_000, 3_000]) {
      now += wait - 1;
      expect(one.mayCall(), `before ${wait}`).to.equal(false);
      now += 1;
      expect(one.mayCall(), `after ${wait}`).to.equal(true);
      one.failed();
    }
  });

  it("lets another try when one was given up", () => {
    const one = breaker();
    fail(one, 3);
    now += 1_000;
    one.mayCall();
    one.abandoned();
    expect(one.mayCall()).to.equal(true);
  });

  it("does not wait for a time that a clock set back would take", () => {
    const one = breaker();
    fail(one, 3);
    now -= 86_400_000;
    expect(one.mayCall()).to.equal(true);
  });
});
