import { readFileSync } from "node:fs";
import { expect } from "chai";
import fc from "fast-check";
import { compile } from "../../engine/model/compile.ts";
import { CodedError, ERRORS } from "../../engine/errors.ts";
import { bytesOf, definitions, extensions, flow, path } from "./diagram-text.ts";

const SOUND = definitions(
  `<collaboration id="c"><participant id="pool" processRef="p"/><participant id="out"/>
     <messageFlow id="mf" sourceRef="out" targetRef="t" messageRef="m"/></collaboration>
   <message id="m" name="answer"/><signal id="sig" name="alarm"/>
   <process id="p" isExecutable="true"><laneSet id="ls"><lane id="l"><flowNodeRef>t</flowNodeRef></lane></laneSet>
   ${path(
     `<userTask id="t" default="t-g">${extensions(
       '<reg:trace clause="6" step="process 1"/><reg:limit duration="PT15M" unit="minute"/><zeebe:ioMapping><zeebe:input source="=a" target="b"/></zeebe:ioMapping>',
     )}<multiInstanceLoopCharacteristics><loopCardinality>2</loopCardinality></multiInstanceLoopCharacteristics></userTask>`,
     '<eventBasedGateway id="g"/>',
     '<intermediateCatchEvent id="e"><timerEventDefinition><timeDuration>PT1H</timeDuration></timerEventDefinition></intermediateCatchEvent>',
     '<subProcess id="sub"><startEvent id="s1"/><task id="t2"/><boundaryEvent id="b" attachedToRef="t2"><compensateEventDefinition/></boundaryEvent><task id="undo" isForCompensation="true"/><association id="as" sourceRef="b" targetRef="undo"/><sequenceFlow id="i" sourceRef="s1" targetRef="t2"/></subProcess>',
     '<scriptTask id="sc"><script>=a + 1</script></scriptTask>',
   )}${flow("sub", "t")}</process>`,
);
const OFFICE = readFileSync(new URL("../../processes/preschool-almaty-2012/office.bpmn", import.meta.url), "utf8");

/** Tags, attribute values and texts change places, disappear or come twice. */
function mutate(text: string, seeds: readonly (readonly [number, number, number])[]): string {
  return seeds.reduce((mutant, [kind, from, to]) => {
    const parts = mutant.split(kind % 3 === 0 ? /(<[^>]*>)/ : /("[^"]*")/);
    const a = from % parts.length;
    const b = to % parts.length;
    if (kind < 2) parts[a] = "";
    else if (kind < 4) parts[a] = (parts[a] ?? "") + (parts[b] ?? "");
    else [parts[a], parts[b]] = [parts[b] ?? "", parts[a] ?? ""];
    return parts.join("");
  }, text);
}

describe("whatever is done to a diagram, compiling it gives a graph or a refusal", () => {
  for (const [name, text, numRuns] of [
    ["a small diagram of many kinds", SOUND, 300],
    ["the office's diagram", OFFICE, 40],
  ] as const) {
    it(`given ${name}`, async () => {
      await compile(bytesOf(text)); // sound before it is changed
      const seeds = fc.array(fc.tuple(fc.nat(5), fc.nat(5_000), fc.nat(5_000)), { minLength: 1, maxLength: 3 });
      await fc.assert(
        fc.asyncProperty(seeds, async (changes) => {
          try {
            const graph = await compile(bytesOf(mutate(text, changes)));
            for (const { source, target, scope } of graph.flows) {
              expect(graph.nodes[source]?.scope).to.equal(scope);
              expect(graph.nodes[target]?.scope).to.equal(scope);
            }
          } catch (error) {
            if (!(error instanceof CodedError)) throw error;
            expect(ERRORS).to.have.property(error.code);
            expect(error.problems).not.to.have.length(0);
          }
        }),
        { numRuns },
      );
    });
  }
});
