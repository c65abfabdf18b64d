import { expect } from "chai";
import fc from "fast-check";
import type { Graph, NodeKind, Trigger } from "../../engine/model/graph.ts";
import { compile } from "../../engine/model/compile.ts";
import { resourceDigest } from "../../engine/model/manifest.ts";
import {
  bytesOf,
  compileText,
  condition,
  definitions,
  extensions,
  flow,
  nodeOf,
  path,
  process,
  row,
} from "./diagram-text.ts";

const timer = "<timerEventDefinition><timeDuration>PT1H</timeDuration></timerEventDefinition>";
const flowIds = (graph: Graph, indexes: readonly number[]): readonly (string | undefined)[] =>
  indexes.map((index) => graph.flows[index]?.id);
const nodeIds = (graph: Graph, indexes: readonly number[]): readonly (string | undefined)[] =>
  indexes.map((index) => graph.nodes[index]?.id);

/** One element of every kind, and a pool outside. */
const EVERYTHING = definitions(
  `<collaboration id="c">
     <participant id="pool" name="Office" processRef="p"/><participant id="applicant" name="Applicant"/>
     <messageFlow id="mf" name="application" sourceRef="applicant" targetRef="start" messageRef="m"/>
   </collaboration>
   <message id="m" name="application"/><signal id="sig" name="alarm"/>
   <error id="er" errorCode="NO_DATA"/><escalation id="es" escalationCode="LATE"/>
   <process id="p" name="Registration" isExecutable="true">
     <startEvent id="start"><messageEventDefinition messageRef="m"/></startEvent>
     <task id="plain"/><userTask id="user"/><manualTask id="manual"/><serviceTask id="service"/>
     <sendTask id="send" messageRef="m"/><receiveTask id="receive" messageRef="m"/>
     <scriptTask id="script"><script>=a + 1</script></scriptTask><businessRuleTask id="rule"/>
     <callActivity id="call" calledElement="other"/>
     <subProcess id="sub"><startEvent id="sub_start"/><task id="sub_task"/><endEvent id="sub_end"/>
       ${flow("sub_start", "sub_task")}${flow("sub_task", "sub_end")}
       <subProcess id="on_signal" triggeredByEvent="true">
         <startEvent id="on_start" isInterrupting="false"><signalEventDefinition signalRef="sig"/></startEvent>
       </subProcess>
     </subProcess>
     <transaction id="tx"><startEvent id="tx_start"/><endEvent id="tx_end"><cancelEventDefinition/></endEvent>
       ${flow("tx_start", "tx_end")}</transaction>
     <boundaryEvent id="on_cancel" attachedToRef="tx"><cancelEventDefinition/></boundaryEvent>
     <adHocSubProcess id="adhoc" ordering="Sequential" cancelRemainingInstances="false"><task id="free"/>
       <completionCondition>done = true</completionCondition></adHocSubProcess>
     <exclusiveGateway id="xor" default="xor-and"/><parallelGateway id="and"/><inclusiveGateway id="or"/>
     <complexGateway id="complex"><activationCondition>activationCount &gt; 1</activationCondition></complexGateway>
     <eventBasedGateway id="await"/>
     <intermediateCatchEvent id="catch">${timer}</intermediateCatchEvent>
     <intermediateThrowEvent id="throw"><escalationEventDefinition escalationRef="es"/></intermediateThrowEvent>
     <boundaryEvent id="on_error" attachedToRef="user"><errorEventDefinition errorRef="er"/></boundaryEvent>
     <boundaryEvent id="on_time" attachedToRef="user" cancelActivity="false">${timer}</boundaryEvent>
     <boundaryEvent id="on_undo" attachedToRef="user"><compensateEventDefinition/></boundaryEvent>
     <task id="undo" isForCompensation="true"/>
     <association id="as" sourceRef="on_undo" targetRef="undo"/>
     <endEvent id="end"><terminateEventDefinition/></endEvent><endEvent id="end_2"/>
     ${[
       "start plain user manual service send receive script rule call sub tx adhoc xor and or complex await catch throw end",
       "on_cancel end_2",
       "on_error end_2",
       "on_time end_2",
     ]
       .flatMap((line) => line.split(" ").flatMap((id, index, ids) => (index === 0 ? [] : [[ids[index - 1], id]])))
       .map(([source, target]) => flow(source as string, target as string))
       .join("\n")}
     ${flow("xor", "user", condition("again"))}
   </process>`,
);

const KINDS: Readonly<Record<NodeKind, string>> = {
  startEvent: "start",
  intermediateCatchEvent: "catch",
  intermediateThrowEvent: "throw",
  boundaryEvent: "on_error",
  endEvent: "end",
  task: "plain",
  userTask: "user",
  manualTask: "manual",
  serviceTask: "service",
  sendTask: "send",
  receiveTask: "receive",
  scriptTask: "script",
  businessRuleTask: "rule",
  callActivity: "call",
  subProcess: "sub",
  transaction: "tx",
  adHocSubProcess: "adhoc",
  exclusiveGateway: "xor",
  parallelGateway: "and",
  inclusiveGateway: "or",
  complexGateway: "complex",
  eventBasedGateway: "await",
};

describe("a diagram compiles into arrays that refer to each other by index", () => {
  let graph: Graph;
  before(async () => {
    graph = await compileText(EVERYTHING);
  });

  for (const [kind, id] of Object.entries(KINDS)) {
    it(`given a ${kind}, the node of its id is of that kind`, () => {
      expect(nodeOf(graph, id).kind).to.equal(kind);
    });
  }

  it("puts every node and flow at its own index", () => {
    graph.nodes.forEach(({ index, id }, at) => expect([index, graph.nodeIndex[id]]).to.deep.equal([at, at]));
    graph.flows.forEach(({ index, id }, at) => expect([index, graph.flowIndex[id]]).to.deep.equal([at, at]));
    graph.scopes.forEach(({ index }, at) => expect(index).to.equal(at));
    expect(Object.getPrototypeOf(graph.nodeIndex)).to.equal(null);
    expect(Object.getPrototypeOf(graph.flowIndex)).to.equal(null);
  });

  it("lists flows at both their ends, in the order of the document, though no element names its flows", () => {
    expect(flowIds(graph, nodeOf(graph, "user").incoming)).to.deep.equal(["plain-user", "xor-user"]);
    expect(flowIds(graph, nodeOf(graph, "xor").outgoing)).to.deep.equal(["xor-and", "xor-user"]);
    expect(flowIds(graph, [nodeOf(graph, "xor").defaultFlow])).to.deep.equal(["xor-and"]);
    expect(nodeOf(graph, "and").defaultFlow).to.equal(-1);
    for (const each of graph.flows) {
      expect(graph.nodes[each.source]?.outgoing).to.include(each.index);
      expect(graph.nodes[each.target]?.incoming).to.include(each.index);
    }
    expect(graph.flows[graph.flowIndex["xor-user"] as number]?.condition).to.equal("again");
  });

  it("gives each sub-process a scope of its own inside the scope around it", () => {
    const scopes = graph.scopes.map(({ id, parent, starts, eventSubProcesses }) => ({
      id,
      parent: graph.scopes[parent]?.id,
      starts: nodeIds(graph, starts),
      eventSubProcesses: nodeIds(graph, eventSubProcesses),
    }));
    expect(scopes).to.deep.equal([
      { id: "p", parent: undefined, starts: ["start"], eventSubProcesses: [] },
      { id: "sub", parent: "p", starts: ["sub_start"], eventSubProcesses: ["on_signal"] },
      { id: "on_signal", parent: "sub", starts: ["on_start"], eventSubProcesses: [] },
      { id: "tx", parent: "p", starts: ["tx_start"], eventSubProcesses: [] },
      { id: "adhoc", parent: "p", starts: ["free"], eventSubProcesses: [] },
    ]);
    for (const scope of graph.scopes.slice(1)) {
      const node = graph.nodes[scope.node];
      expect(node?.id).to.equal(scope.id);
      expect(node?.body).to.equal(scope.index);
      expect(node?.scope).to.equal(scope.parent);
    }
    for (const node of graph.nodes) expect(graph.scopes[node.scope]?.nodes).to.include(node.index);
  });

  it("ties boundary events to their activity, and its compensation handler too", () => {
    const user = nodeOf(graph, "user");
    expect(nodeIds(graph, user.boundaries)).to.deep.equal(["on_error", "on_time", "on_undo"]);
    for (const index of user.boundaries) expect(graph.nodes[index]?.attachedTo).to.equal(user.index);
    expect([nodeOf(graph, "on_error").interrupting, nodeOf(graph, "on_time").interrupting]).to.deep.equal([
      true,
      false,
    ]);
    expect(nodeIds(graph, [user.compensationHandler])).to.deep.equal(["undo"]);
    expect(nodeOf(graph, "undo").isForCompensation).to.equal(true);
    expect(nodeOf(graph, "manual").attachedTo).to.equal(-1);
    expect(nodeOf(graph, "manual").compensationHandler).to.equal(-1);
  });

  it("knows which sub-process a trigger starts, and whether it interrupts", () => {
    expect(nodeOf(graph, "on_signal").triggeredByEvent).to.equal(true);
    expect(nodeOf(graph, "sub").triggeredByEvent).to.equal(false);
    expect(nodeOf(graph, "on_start").interrupting).to.equal(false);
    expect(nodeOf(graph, "start").interrupting, "a start of a process interrupts nothing").to.equal(false);
  });

  it("keeps what each kind of activity needs to run", () => {
    expect(nodeOf(graph, "script").script).to.deep.equal({ feel: "a + 1" });
    expect(nodeOf(graph, "call").calledProcess).to.deep.equal({
      process: "other",
      binding: "latest",
      inputs: [],
      outputs: [],
      propagateAll: true,
    });
    expect(nodeOf(graph, "adhoc").adHoc).to.deep.equal({
      ordering: "Sequential",
      completion: "done = true",
      cancelRemaining: false,
    });
    expect(nodeOf(graph, "complex").activationCondition).to.equal("activationCount > 1");
    expect(nodeOf(graph, "receive").triggers).to.deep.equal([{ type: "message", name: "application" }]);
    expect(nodeOf(graph, "send").triggers).to.deep.equal([{ type: "message", name: "application" }]);
  });

  it("draws pools and message flows, black boxes without a process", () => {
    expect(graph.pools).to.deep.equal([
      { id: "pool", name: "Office", process: "p" },
      { id: "applicant", name: "Applicant" },
    ]);
    expect(graph.messageFlows).to.deep.equal([
      { id: "mf", name: "application", source: "applicant", target: "start", message: "application" },
    ]);
  });

  it("is frozen to its depth", () => {
    const look = (value: unknown): void => {
      if (typeof value !== "object" || value === null) return;
      expect(Object.isFrozen(value)).to.equal(true);
      Object.values(value).forEach(look);
    };
    look(graph);
    expect(() => ((graph.nodes[0] as { name: string }).name = "x")).to.throw(TypeError);
  });

  it("carries the digest of its deployment, and that of its bytes when it is alone", async () => {
    const bytes = bytesOf(EVERYTHING);
    expect((await compile(bytes)).digest).to.equal(resourceDigest(bytes));
    expect((await compile(bytes, { digest: "abc" })).digest).to.equal("abc");
  });
});

describe("an event's definitions become triggers", () => {
  const roots = `<message id="m" name="application"/><signal id="sig" name="alarm"/><signal id="nameless"/>
    <error id="er" errorCode="NO_DATA"/><error id="e2" name="refused"/><escalation id="es" escalationCode="LATE"/>`;
  const catching = async (inside: string, rest = ""): Promise<readonly Trigger[]> =>
    nodeOf(
      await compileText(
        process(path(`<intermediateCatchEvent id="e">${inside}</intermediateCatchEvent>`), roots + rest),
      ),
      "e",
    ).triggers;
  const throwing = async (inside: string): Promise<readonly Trigger[]> =>
    nodeOf(
      await compileText(process(path(`<intermediateThrowEvent id="e">${inside}</intermediateThrowEvent>`), roots)),
      "e",
    ).triggers;
  const boundary = async (inside: string): Promise<readonly Trigger[]> =>
    nodeOf(
      await compileText(
        process(path('<task id="t"/>') + `<boundaryEvent id="e" attachedToRef="t">${inside}</boundaryEvent>`, roots),
      ),
      "e",
    ).triggers;

  it("message, with correlation where it waits and payload where it sends", async () => {
    const inside = `<messageEventDefinition messageRef="m">${extensions(
      "<reg:correlation>= caseNumber</reg:correlation><reg:payload>{place: place}</reg:payload>",
    )}</messageEventDefinition>`;
    expect(await catching(inside)).to.deep.equal([{ type: "message", name: "application", correlation: "caseNumber" }]);
    expect(await throwing(inside)).to.deep.equal([
      { type: "message", name: "application", correlation: "caseNumber", payload: "{place: place}" },
    ]);
  });

  it("message, named by the message flow when the event names none", async () => {
    const graph = await compileText(
      definitions(
        `<collaboration id="c"><participant id="pool" processRef="p"/><participant id="out"/>
         <messageFlow id="mf" sourceRef="out" targetRef="e" messageRef="m"/></collaboration>
         <message id="m" name="answer"/><process id="p">${path(
           '<intermediateCatchEvent id="e"><messageEventDefinition/></intermediateCatchEvent>',
         )}</process>`,
      ),
    );
    expect(nodeOf(graph, "e").triggers).to.deep.equal([{ type: "message", name: "answer" }]);
  });

  it("signal, by its name or else its id", async () => {
    expect(await catching('<signalEventDefinition signalRef="sig"/>')).to.deep.equal([
      { type: "signal", name: "alarm" },
    ]);
    expect(await throwing('<signalEventDefinition signalRef="nameless"/>')).to.deep.equal([
      { type: "signal", name: "nameless" },
    ]);
  });

  it("error and escalation, by code; without one a catching event takes any", async () => {
    expect(await boundary('<errorEventDefinition errorRef="er"/>')).to.deep.equal([{ type: "error", code: "NO_DATA" }]);
    expect(await boundary('<errorEventDefinition errorRef="e2"/>')).to.deep.equal([{ type: "error", code: "refused" }]);
    expect(await boundary("<errorEventDefinition/>")).to.deep.equal([{ type: "error" }]);
    expect(await boundary('<escalationEventDefinition escalationRef="es"/>')).to.deep.equal([
      { type: "escalation", code: "LATE" },
    ]);
    expect(await boundary("<escalationEventDefinition/>")).to.deep.equal([{ type: "escalation" }]);
  });

  const timers: readonly (readonly [string, string, string])[] = [
    ["timeDate", "2012-05-14T10:00:00+06:00", "2012-05-14T10:00:00+06:00"],
    ["timeDate", "= deadline", "=deadline"],
    ["timeDuration", " P3D ", "P3D"],
    ["timeDuration", 'duration("PT1H")', '=duration("PT1H")'],
    ["timeCycle", "R3/PT10M", "R3/PT10M"],
    ["timeCycle", "R/2012-05-14T10:00:00Z/P1D", "R/2012-05-14T10:00:00Z/P1D"],
  ];
  for (const [name, written, kept] of timers) {
    it(`timer, ${name} "${written}"`, async () => {
      const kind = { timeDate: "date", timeDuration: "duration", timeCycle: "cycle" }[name];
      expect(
        await catching(`<timerEventDefinition><${name}>${written}</${name}></timerEventDefinition>`),
      ).to.deep.equal([{ type: "timer", timer: kind, expression: kept }]);
    });
  }

  it("timer in working days", async () => {
    const inside = `<timerEventDefinition>${extensions('<reg:timer unit="working-day"/>')}<timeDuration>P3D</timeDuration></timerEventDefinition>`;
    expect(await catching(inside)).to.deep.equal([
      { type: "timer", timer: "duration", expression: "P3D", unit: "working-day" },
    ]);
  });

  it("condition", async () => {
    const inside = "<conditionalEventDefinition><condition>=places &gt; 0</condition></conditionalEventDefinition>";
    expect(await catching(inside)).to.deep.equal([{ type: "conditional", condition: "places > 0" }]);
  });

  it("compensation, of one activity or of the scope", async () => {
    const graph = await compileText(
      process(
        path(
          '<task id="t"/>',
          '<intermediateThrowEvent id="one"><compensateEventDefinition activityRef="t" waitForCompletion="false"/></intermediateThrowEvent>',
          '<intermediateThrowEvent id="all"><compensateEventDefinition/></intermediateThrowEvent>',
        ),
      ),
    );
    expect(nodeOf(graph, "one").triggers).to.deep.equal([
      { type: "compensate", activity: nodeOf(graph, "t").index, waitForCompletion: false },
    ]);
    expect(nodeOf(graph, "all").triggers).to.deep.equal([{ type: "compensate", waitForCompletion: true }]);
  });

  it("link, from any number of sources to one target", async () => {
    const link = (kind: string, id: string): string =>
      `<intermediate${kind}Event id="${id}"><linkEventDefinition name="A"/></intermediate${kind}Event>`;
    const graph = await compileText(
      process(
        row('<startEvent id="s"/>', '<parallelGateway id="g"/>', link("Throw", "one")) +
          link("Throw", "two") +
          flow("g", "two") +
          row(link("Catch", "in"), '<endEvent id="end"/>'),
      ),
    );
    const target = nodeOf(graph, "in").index;
    for (const id of ["one", "two", "in"])
      expect(nodeOf(graph, id).triggers).to.deep.equal([{ type: "link", name: "A", target }]);
  });

  it("several at one event, any or all of them, also defined at the root of the file", async () => {
    const graph = await compileText(
      process(
        path(
          `<intermediateCatchEvent id="any"><signalEventDefinition signalRef="sig"/>${timer}</intermediateCatchEvent>`,
          `<intermediateCatchEvent id="all" parallelMultiple="true"><eventDefinitionRef>later</eventDefinitionRef><signalEventDefinition signalRef="sig"/></intermediateCatchEvent>`,
        ),
        `${roots}<timerEventDefinition id="later"><timeDuration>PT2H</timeDuration></timerEventDefinition>`,
      ),
    );
    expect(nodeOf(graph, "any").triggers.map(({ type }) => type)).to.deep.equal(["signal", "timer"]);
    expect(nodeOf(graph, "any").parallelMultiple).to.equal(false);
    expect(nodeOf(graph, "all").triggers).to.deep.equal([
      { type: "signal", name: "alarm" },
      { type: "timer", timer: "duration", expression: "PT2H" },
    ]);
    expect(nodeOf(graph, "all").parallelMultiple).to.equal(true);
  });

  it("several triggered starts of one process are all starts", async () => {
    const graph = await compileText(
      process(
        `<startEvent id="plain"/><startEvent id="daily"><timerEventDefinition><timeCycle>R/P1D</timeCycle></timerEventDefinition></startEvent>
         <task id="t"/>${flow("plain", "t")}${flow("daily", "t")}`,
      ),
    );
    expect(nodeIds(graph, graph.scopes[0]?.starts ?? [])).to.deep.equal(["plain", "daily"]);
  });

  it("gateways and receive tasks that instantiate are starts; without any start those without incoming flow are", async () => {
    const instantiating = await compileText(
      process(
        `<eventBasedGateway id="g" instantiate="true" eventGatewayType="Parallel"/>
         <receiveTask id="r" messageRef="m"/><receiveTask id="r2" messageRef="m" instantiate="true"/>
         ${flow("g", "r")}`,
        roots,
      ),
    );
    expect(nodeIds(instantiating, instantiating.scopes[0]?.starts ?? [])).to.deep.equal(["g", "r2"]);
    expect(nodeOf(instantiating, "g")).to.include({ instantiate: true, parallelMultiple: true });
    const plain = await compileText(process(row('<task id="a"/>', '<task id="b"/>') + '<task id="c"/>'));
    expect(nodeIds(plain, plain.scopes[0]?.starts ?? [])).to.deep.equal(["a", "c"]);
  });
});

describe("loops", () => {
  const loopOf = async (inside: string, rest = "", roots = ""): Promise<unknown> =>
    nodeOf(await compileText(process(path(`<userTask id="t">${rest}${inside}</userTask>`), roots)), "t").loop;

  it("standard", async () => {
    expect(
      await loopOf(
        '<standardLoopCharacteristics testBefore="true" loopMaximum="3"><loopCondition>again</loopCondition></standardLoopCharacteristics>',
      ),
    ).to.deep.equal({ type: "standard", testBefore: true, condition: "again", maximum: 3 });
  });

  it("multi-instance by cardinality, with a completion condition", async () => {
    expect(
      await loopOf(
        '<multiInstanceLoopCharacteristics isSequential="true"><loopCardinality>n + 1</loopCardinality><completionCondition>enough</completionCondition></multiInstanceLoopCharacteristics>',
      ),
    ).to.deep.equal({
      type: "multi",
      sequential: true,
      cardinality: "n + 1",
      completion: "enough",
      behavior: "All",
      behaviorEvents: [],
    });
  });

  it("multi-instance over a collection, in our own attributes", async () => {
    expect(
      await loopOf(
        '<multiInstanceLoopCharacteristics reg:collection="= offers" reg:item="offer" reg:outputCollection="answers" reg:outputItem="{id: offer, taken: taken}"/>',
      ),
    ).to.deep.equal({
      type: "multi",
      sequential: false,
      collection: "offers",
      item: "offer",
      outputCollection: "answers",
      outputItem: "{id: offer, taken: taken}",
      behavior: "All",
      behaviorEvents: [],
    });
  });

  it("multi-instance over a collection, in BPMN's own way", async () => {
    const graph = await compileText(
      process(
        `<dataObject id="offers"/><dataObjectReference id="ref" name="allOffers" dataObjectRef="offers"/>` +
          path(
            `<userTask id="t"><ioSpecification><dataInput id="in" name="list"/><dataOutput id="out" name="answers"/>
             <inputSet><dataInputRefs>in</dataInputRefs></inputSet><outputSet><dataOutputRefs>out</dataOutputRefs></outputSet></ioSpecification>
             <dataInputAssociation><sourceRef>ref</sourceRef><targetRef>in</targetRef></dataInputAssociation>
             <multiInstanceLoopCharacteristics><loopDataInputRef>in</loopDataInputRef><loopDataOutputRef>out</loopDataOutputRef>
             <inputDataItem id="item" name="offer"/><outputDataItem id="result" name="answer"/></multiInstanceLoopCharacteristics></userTask>`,
          ),
      ),
    );
    expect(nodeOf(graph, "t").loop).to.deep.equal({
      type: "multi",
      sequential: false,
      collection: "allOffers",
      item: "offer",
      outputCollection: "answers",
      outputItem: "answer",
      behavior: "All",
      behaviorEvents: [],
    });
    expect(nodeOf(graph, "t").inputMappings, "the collection is the loop's, not a mapping").to.deep.equal([]);
  });

  it("multi-instance that throws as its instances complete", async () => {
    const roots = `<signal id="sig" name="first"/><signalEventDefinition id="def" signalRef="sig"/>`;
    expect(
      await loopOf(
        '<multiInstanceLoopCharacteristics behavior="One" oneBehaviorEventRef="def"><loopCardinality>2</loopCardinality></multiInstanceLoopCharacteristics>',
        "",
        roots,
      ),
    ).to.deep.include({ behavior: "One", behaviorEvents: [{ trigger: { type: "signal", name: "first" } }] });
    expect(
      await loopOf(
        `<multiInstanceLoopCharacteristics behavior="Complex"><loopCardinality>2</loopCardinality>
         <complexBehaviorDefinition><condition>n = 1</condition><event id="ev"><signalEventDefinition signalRef="sig"/></event></complexBehaviorDefinition></multiInstanceLoopCharacteristics>`,
        "",
        roots,
      ),
    ).to.deep.include({
      behavior: "Complex",
      behaviorEvents: [{ condition: "n = 1", trigger: { type: "signal", name: "first" } }],
    });
  });
});

describe("mappings, calls and decisions", () => {
  const node = async (element: string, roots = "") => nodeOf(await compileText(process(path(element), roots)), "t");

  it("reg:mapping gives an activity its inputs and outputs", async () => {
    const { inputMappings, outputMappings } = await node(
      `<userTask id="t">${extensions(
        '<reg:mapping direction="input" target="a">= b</reg:mapping><reg:mapping direction="output" target="c">d + 1</reg:mapping>',
      )}</userTask>`,
    );
    expect([inputMappings, outputMappings]).to.deep.equal([
      [{ target: "a", feel: "b" }],
      [{ target: "c", feel: "d + 1" }],
    ]);
  });

  it("a call activity's mappings stop it from passing everything on, unless it says so", async () => {
    const rows = '<reg:mapping direction="input" target="a">b</reg:mapping>';
    const called = async (more: string) =>
      (await node(`<callActivity id="t" calledElement="tns:other">${extensions(rows + more)}</callActivity>`))
        .calledProcess;
    expect(await called("")).to.deep.equal({
      process: "other",
      binding: "latest",
      inputs: [{ target: "a", feel: "b" }],
      outputs: [],
      propagateAll: false,
    });
    expect(await called('<reg:called propagateAll="true" binding="version" version="3"/>')).to.deep.include({
      propagateAll: true,
      binding: "version",
      version: 3,
    });
  });

  it("reg:call takes literals and FEEL in, and facts out", async () => {
    const { call } = await node(
      `<serviceTask id="t">${extensions(
        `<reg:call handler="person.lookup"><reg:input name="document">application</reg:input><reg:input name="n">= a + 1</reg:input>
         <reg:output variable="person"/><reg:output variable="found">found = true</reg:output></reg:call>`,
      )}</serviceTask>`,
    );
    expect(call).to.deep.equal({
      handler: "person.lookup",
      inputs: [
        { name: "document", literal: "application" },
        { name: "n", feel: "a + 1" },
      ],
      outputs: [{ variable: "person" }, { variable: "found", feel: "found = true" }],
    });
  });

  it("a decision is a call of the handler dmn", async () => {
    const { decision, call } = await node(
      `<businessRuleTask id="t">${extensions(
        '<reg:decision id="queue" variable="place"/><reg:mapping direction="input" target="age">child.age</reg:mapping>',
      )}</businessRuleTask>`,
    );
    expect(decision).to.deep.equal({ id: "queue", resultVariable: "place" });
    expect(call).to.deep.equal({
      handler: "dmn",
      inputs: [
        { name: "decision", literal: "queue" },
        { name: "age", feel: "child.age" },
      ],
      outputs: [{ variable: "place" }],
    });
  });

  it("data objects that are drawn are mappings when their names differ, and never a reason to refuse", async () => {
    const graph = await compileText(
      process(
        `<dataObject id="do1"/><dataObjectReference id="application" dataObjectRef="do1"/>` +
          `<dataObjectReference id="odd" name="Заявление с приложениями" dataObjectRef="do1"/>` +
          path(
            `<userTask id="t"><ioSpecification><dataInput id="in1" name="request"/><dataInput id="in2" name="application"/><inputSet/><outputSet/></ioSpecification>
             <property id="placeholder" name="__targetRef_placeholder"/>
             <dataInputAssociation><sourceRef>application</sourceRef><targetRef>in1</targetRef></dataInputAssociation>
             <dataInputAssociation><sourceRef>application</sourceRef><targetRef>in2</targetRef></dataInputAssociation>
             <dataInputAssociation><sourceRef>odd</sourceRef><targetRef>placeholder</targetRef></dataInputAssociation></userTask>`,
          ),
      ),
    );
    expect(nodeOf(graph, "t").inputMappings).to.deep.equal([{ target: "request", feel: "application", drawn: true }]);
  });
});

describe("what lawyers write about a step", () => {
  it("is kept as written", async () => {
    const graph = await compileText(
      definitions(
        `<process id="p" name="Registration" isExecutable="true">${extensions(
          `<reg:label lang="kk">Тіркеу</reg:label>
           <reg:service regulation="preschool-almaty-2012" channel="office" clause="6">
             <reg:term duration="P3D" unit="working-day" excludes="intake issue" clause="6 15)" from="t" until="end"/>
             <reg:term duration="P15D" unit="calendar-day" countFrom="same-day" owedEarlierDays="1" clause="10"/>
             <reg:action number="1" performer="office" name="Intake" result="Receipt" duration="PT30M" unit="minute" next="2, 3"/>
             <reg:action number="2" performer="office"><reg:note>The cell is empty.</reg:note></reg:action>
           </reg:service>`,
        )}${path(
          `<userTask id="t" name="Приём">${extensions(
            `<reg:trace clause="6 2)" step="process 1" action="1"/><reg:trace clause="7"/>
             <reg:limit duration="PT15M" unit="minute" clause="6 3)"><reg:note>At the counter.</reg:note></reg:limit>
             <reg:label lang="kk">Қабылдау</reg:label><reg:label lang="en">Intake</reg:label>
             <reg:form name="intake"/><reg:status value="received"/>
             <reg:document template="refusal"/><reg:document template="receipt"/><reg:note>One</reg:note><reg:note>Two</reg:note>`,
          )}</userTask>`,
        )}</process>`,
      ),
    );
    expect(graph.processes[0]).to.deep.include({
      name: "Registration",
      labels: { kk: "Тіркеу" },
      service: {
        regulation: "preschool-almaty-2012",
        channel: "office",
        clause: "6",
        terms: [
          {
            duration: "P3D",
            unit: "working-day",
            excludes: ["intake", "issue"],
            clause: "6 15)",
            from: "t",
            until: "end",
          },
          {
            duration: "P15D",
            unit: "calendar-day",
            excludes: [],
            countFrom: "same-day",
            owedEarlierDays: 1,
            clause: "10",
          },
        ],
        actions: [
          {
            number: "1",
            performer: "office",
            name: "Intake",
            result: "Receipt",
            duration: "PT30M",
            unit: "minute",
            next: ["2", "3"],
          },
          { number: "2", performer: "office", next: [], note: "The cell is empty." },
        ],
      },
    });
    expect(nodeOf(graph, "t")).to.deep.include({
      name: "Приём",
      labels: { kk: "Қабылдау", en: "Intake" },
      traces: [{ clause: "6 2)", step: "process 1", action: "1" }, { clause: "7" }],
      limit: { duration: "PT15M", unit: "minute", clause: "6 3)", note: "At the counter." },
      form: "intake",
      status: "received",
      documents: ["refusal", "receipt"],
      notes: ["One", "Two"],
    });
  });

  it("the innermost lane with a performer gives the role, to what is inside a sub-process too", async () => {
    const performer = (role: string): string => extensions(`<reg:performer role="${role}"/>`);
    const graph = await compileText(
      definitions(
        `<collaboration id="c"><participant id="pool" processRef="p">${performer("anybody")}</participant></collaboration>
         <process id="p"><laneSet id="ls"><lane id="outer">${performer("department")}
           <childLaneSet id="inner"><lane id="clerks">${performer("clerk")}<flowNodeRef>a</flowNodeRef></lane>
             <lane id="others"><flowNodeRef>b</flowNodeRef><flowNodeRef>sub</flowNodeRef></lane></childLaneSet></lane></laneSet>
         ${row('<task id="a"/>', '<task id="b"/>', '<subProcess id="sub"><task id="inside"/></subProcess>', '<task id="c1"/>', `<userTask id="own">${performer("head")}</userTask>`)}</process>`,
      ),
    );
    const places = ["a", "b", "inside", "c1", "own"].map((id) => [
      id,
      nodeOf(graph, id).laneId,
      nodeOf(graph, id).role,
    ]);
    expect(places).to.deep.equal([
      ["a", "clerks", "clerk"],
      ["b", "others", "department"],
      ["inside", "others", "department"],
      ["c1", undefined, "anybody"],
      ["own", undefined, "head"],
    ]);
    const lanes = graph.processes[0]?.lanes.map(({ id, role, nodes }) => [id, role, nodeIds(graph, nodes)]);
    expect(lanes).to.deep.equal([
      ["outer", "department", []],
      ["clerks", "clerk", ["a"]],
      ["others", "department", ["b", "sub", "inside"]],
    ]);
  });
});

describe("compilation is deterministic", () => {
  it("given any chain of elements, the same bytes give the same graph twice, and flows keep their order", async () => {
    const kinds = ["task", "userTask", "exclusiveGateway", "parallelGateway", "subProcess"] as const;
    await fc.assert(
      fc.asyncProperty(fc.array(fc.constantFrom(...kinds), { minLength: 1, maxLength: 30 }), async (chain) => {
        const text = process(path(...chain.map((kind, index) => `<${kind} id="n${index}"/>`)));
        const [one, two] = await Promise.all([compileText(text), compileText(text)]);
        expect(JSON.stringify(one)).to.equal(JSON.stringify(two));
        expect(one.nodes.map(({ kind }) => kind)).to.deep.equal(["startEvent", ...chain, "endEvent"]);
        expect(one.flows.map(({ source, target }) => target - source)).to.deep.equal(one.flows.map(() => 1));
      }),
      { numRuns: 50 },
    );
  });
});
