import { expect } from "chai";
import { FIRST_KEYS, faultOf, keyOf, keysOf } from "../../web/inbox/key-choice.ts";
import { changed, queryOf, searchOf, shownOf } from "../../web/inbox/lists.ts";

describe("the keys of the inbox", () => {
  it("are the first ones where nothing was chosen, and the chosen ones else", () => {
    expect(keysOf()).to.deep.equal(FIRST_KEYS);
    expect(keysOf({ next: "n" })).to.deep.equal({ ...FIRST_KEYS, next: "n" });
  });

  it("may be swapped, when both have been chosen", () => {
    expect(keysOf({ next: "k", previous: "j" })).to.include({ next: "k", previous: "j" });
  });

  it("leave out what does not fit: an action of another version, a key that two would have", () => {
    expect(keysOf({ fly: "z", next: "c" })).to.deep.equal(FIRST_KEYS);
  });

  it("refuse a key that another action has, a figure, and what the browser needs", () => {
    expect(faultOf("c", "next", FIRST_KEYS)).to.deep.equal({ kind: "taken", by: "claim" });
    expect(faultOf("c", "claim", FIRST_KEYS)).to.equal(undefined);
    expect(faultOf("3", "next", FIRST_KEYS)).to.deep.equal({ kind: "lists" });
    for (const key of ["Enter", " ", "ArrowDown", "F5", ""])
      expect(faultOf(key, "next", FIRST_KEYS), key).to.deep.equal({ kind: "unusable" });
    expect(faultOf("ә", "next", FIRST_KEYS)).to.equal(undefined);
  });

  it("are found by their place in the Kazakh and Russian layouts, marks by what they write", () => {
    expect(keyOf({ key: "о", code: "KeyJ", shiftKey: false })).to.equal("j");
    expect(keyOf({ key: "ә", code: "Digit2", shiftKey: false })).to.equal("2");
    expect(keyOf({ key: "?", code: "Digit7", shiftKey: true })).to.equal("?");
    expect(keyOf({ key: "Enter", code: "Enter", shiftKey: false })).to.equal("Enter");
  });
});

describe("a list of the inbox", () => {
  const shown = (search: string) => shownOf(new URLSearchParams(search));

  it("stands in the address, and is read from it again", () => {
    for (const search of ["list=overdue", "regulation=r&element=e&due=week&saved=one"])
      expect(new URLSearchParams(searchOf(shown(search)))).to.deep.equal(new URLSearchParams(search));
    expect(shown("list=nonsense&due=never")).to.deep.equal({ list: "unit" });
  });

  it("asks for the tasks of a person in the words of the API", () => {
    expect(queryOf(shown("assignee=me&due=today"))).to.deep.equal({ limit: 100, mine: true, due: "today" });
    expect(queryOf(shown("list=unassigned"))).to.deep.equal({ limit: 100, unassigned: true });
    expect(queryOf(shown("assignee=somebody"))).to.deep.equal({ limit: 100, assignee: "somebody" });
    expect(queryOf(shown("list=done"))).to.deep.equal({ limit: 100, doneByMe: true });
  });

  it("forgets the step when the regulation changes, and fields that are emptied", () => {
    const filter = { regulation: "r", element: "e", due: "week" } as const;
    expect(changed(filter, { regulation: "s" })).to.deep.equal({ regulation: "s", due: "week" });
    expect(changed(filter, { due: "" })).to.deep.equal({ regulation: "r", element: "e" });
  });
});
