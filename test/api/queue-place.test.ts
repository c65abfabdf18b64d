import { expect } from "chai";
import { createQueuePlace } from "../../api/queue-place.ts";

describe("asking the queue for a place", () => {
  const signal = new AbortController().signal;
  function desk(answers: readonly (object | Error)[]) {
    let asked = 0;
    let now = 0;
    const find = createQueuePlace({
      ask: () => {
        const answer = answers[Math.min(asked++, answers.length - 1)]!;
        return answer instanceof Error
          ? Promise.reject(answer)
          : Promise.resolve(answer as { number: string; position: number });
      },
      saysNone: (error) => (error as Error).message === "none",
      clockMs: () => now,
    });
    return { find: (id = "a") => find(id, signal), asked: () => asked, pass: (ms: number) => (now += ms) };
  }

  it("answers the same question within half a minute from memory, and then asks again", async () => {
    const { find, asked, pass } = desk([
      { number: "Q-1", position: 3 },
      { number: "Q-1", position: 2 },
    ]);
    expect([await find(), await find()]).to.deep.equal(Array(2).fill({ number: "Q-1", position: 3 }));
    expect(asked()).to.equal(1);
    pass(30_000);
    expect(await find()).to.deep.equal({ number: "Q-1", position: 2 });
  });

  it("keeps that there is no place, but not that the queue was away", async () => {
    const none = desk([new Error("none")]);
    expect([await none.find(), await none.find(), none.asked()]).to.deep.equal(["none", "none", 1]);
    const away = desk([new Error("down"), { number: "Q-1", position: 1 }]);
    expect(await away.find()).to.equal("unavailable");
    expect(await away.find()).to.deep.equal({ number: "Q-1", position: 1 });
  });
});
