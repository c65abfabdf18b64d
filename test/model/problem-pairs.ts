/**
 * For each thing that the compiler refuses: the smallest diagram that has it, and the same diagram mended. `at` is the id that the
 * problem must name.
 */
import type { DiagramProblemCode } from "../../engine/model/diagram-problems.ts";
import { condition, definitions, extensions, flow, path, process, row } from "./diagram-text.ts";

export interface Pair {
  readonly says: string;
  readonly code: DiagramProblemCode;
  readonly at: string | undefined;
  readonly wrong: string;
  readonly right: string;
}

const pair = (code: DiagramProblemCode, at: string | undefined, says: string, wrong: string, right: string): Pair => ({
  says,
  code,
  at,
  wrong,
  right,
});

const start = '<startEvent id="start"/>';
const end = '<endEvent id="end"/>';
const task = (id: string, inside = "", attributes = ""): string => `<task id="${id}" ${attributes}>${inside}</task>`;
const timer = (inside: string): string => `<timerEventDefinition id="timer">${inside}</timerEventDefinition>`;
const hour = timer("<timeDuration>PT1H</timeDuration>");
const catching = (id: string, inside: string): string =>
  `<intermediateCatchEvent id="${id}">${inside}</intermediateCatchEvent>`;
const throwing = (id: string, inside: string): string =>
  `<intermediateThrowEvent id="${id}">${inside}</intermediateThrowEvent>`;
const message = '<message id="m" name="application"/>';
const received = catching("c", '<messageEventDefinition messageRef="m"/>');

const withTwoPools = (flowAttributes: string): string =>
  definitions(
    `<collaboration id="c"><participant id="pool" processRef="p"/><participant id="outside"/>
     <messageFlow id="mf" ${flowAttributes}/></collaboration>
     <process id="p" isExecutable="true">${path(task("t"), task("u"))}</process>`,
  );
const withShape = (of: string): string =>
  definitions(
    `<process id="p">${path(task("t"))}</process>
     <di:BPMNDiagram id="diagram" xmlns:di="http://www.omg.org/spec/BPMN/20100524/DI"><di:BPMNPlane id="plane" bpmnElement="p">
     <di:BPMNShape id="shape" bpmnElement="${of}"/></di:BPMNPlane></di:BPMNDiagram>`,
  );
const lanes = (first: string, second: string): string =>
  `<laneSet id="lanes"><lane id="one"><flowNodeRef>${first}</flowNodeRef></lane>
   <lane id="two"><flowNodeRef>${second}</flowNodeRef></lane></laneSet>`;
const gateway = (first: string, second: string, attributes = ""): string =>
  `${start}<exclusiveGateway id="g" ${attributes}/><task id="a"/><task id="b"/>${flow("start", "g")}${first}${second}`;
const subProcess = (inside: string, attributes = ""): string =>
  `<subProcess id="sub" ${attributes}>${inside}</subProcess>`;
const eventSubProcess = (inside: string): string => path(task("t")) + subProcess(inside, 'triggeredByEvent="true"');
const signalStart = '<startEvent id="begin"><signalEventDefinition signalRef="sig"/></startEvent>';
const signal = '<signal id="sig" name="alarm"/>';
const boundary = (inside: string, attributes = 'attachedToRef="t"'): string =>
  `<boundaryEvent id="b" ${attributes}>${inside}</boundaryEvent>`;
const compensation = (handler: string, association: string): string =>
  process(path(task("t")) + boundary("<compensateEventDefinition/>") + handler + association);
const undo = '<task id="undo" isForCompensation="true"/>';
const toUndo = '<association id="as" sourceRef="b" targetRef="undo"/>';
const multi = (inside: string, attributes = ""): string =>
  process(
    path(task("t", `<multiInstanceLoopCharacteristics ${attributes}>${inside}</multiInstanceLoopCharacteristics>`)),
  );
const three = "<loopCardinality>3</loopCardinality>";
const standardLoop = (inside: string, attributes = ""): string =>
  process(path(task("t", `<standardLoopCharacteristics ${attributes}>${inside}</standardLoopCharacteristics>`)));
const called = (inside: string, attributes = 'calledElement="other"'): string =>
  process(path(`<callActivity id="call" ${attributes}>${inside}</callActivity>`));
const script = (inside: string, attributes = ""): string =>
  process(path(`<scriptTask id="t" ${attributes}>${inside}</scriptTask>`));
const rows = (text: string): string => process(path(task("t", extensions(text))));
const service = (inside: string): string =>
  definitions(
    `<process id="p" isExecutable="true">${extensions(
      `<reg:service regulation="r" channel="office">${inside}</reg:service>`,
    )}${path(task("t"))}</process>`,
  );
const timed = (inside: string): string => process(path(catching("c", timer(inside))));

export const PAIRS: readonly Pair[] = [
  // the file
  pair("NOT_BPMN", undefined, "another kind of XML", "<html><body/></html>", process(path(task("t")))),
  pair(
    "UNKNOWN_CONTENT",
    "t",
    "an attribute that BPMN has not",
    process(path(task("t", "", 'colour="red"'))),
    process(path(task("t", "", 'name="red"'))),
  ),
  pair(
    "UNKNOWN_CONTENT",
    undefined,
    "an element that BPMN has not",
    process(path(task("t")) + "<tsak id='x'/>"),
    process(path(task("t")) + "<textAnnotation id='x'/>"),
  ),
  pair(
    "UNKNOWN_CONTENT",
    undefined,
    "a reg element that there is not",
    rows("<reg:limitt/>"),
    rows('<reg:limit unit="minute"/>'),
  ),
  pair(
    "DUPLICATE_ID",
    "t",
    "an id used twice",
    process(path(task("t")) + '<textAnnotation id="t"/>'),
    process(path(task("t")) + '<textAnnotation id="x"/>'),
  ),
  pair(
    "DANGLING_REFERENCE",
    "start-t",
    "a flow to nowhere",
    process(start + task("t") + '<sequenceFlow id="start-t" sourceRef="start" targetRef="gone"/>'),
    process(row(start, task("t"))),
  ),
  pair(
    "DANGLING_REFERENCE",
    "c",
    "a message that is not in the file",
    process(path(received)),
    process(path(received), message),
  ),
  pair(
    "DANGLING_REFERENCE",
    "c",
    "a message of another namespace",
    process(path(catching("c", '<messageEventDefinition messageRef="reg:m"/>')), message),
    process(path(catching("c", '<messageEventDefinition messageRef="tns:m"/>')), message),
  ),
  pair("DANGLING_REFERENCE", "shape", "a shape of an element that is not there", withShape("gone"), withShape("t")),
  pair(
    "WRONG_REFERENCE",
    "c",
    "a signal where a message belongs",
    process(path(received), '<signal id="m" name="s"/>'),
    process(path(received), message),
  ),
  pair(
    "WRONG_REFERENCE",
    "b",
    "a boundary event on a gateway",
    process(path('<exclusiveGateway id="t"/>') + boundary(hour)),
    process(path(task("t")) + boundary(hour)),
  ),
  pair(
    "ATTRIBUTE_TYPE",
    "b",
    "a flag that is neither true nor false",
    process(path(task("t")) + boundary(hour, 'attachedToRef="t" cancelActivity="maybe"')),
    process(path(task("t")) + boundary(hour, 'attachedToRef="t" cancelActivity="false"')),
  ),
  pair(
    "ATTRIBUTE_TYPE",
    "t",
    "a number that is none",
    standardLoop("", 'loopMaximum="three"'),
    standardLoop("", 'loopMaximum="3"'),
  ),
  pair(
    "ATTRIBUTE_TYPE",
    "t",
    "a word that is not of the list",
    rows('<reg:limit duration="P1D" unit="day"/>'),
    rows('<reg:limit duration="P1D" unit="calendar-day"/>'),
  ),
  pair(
    "ATTRIBUTE_TYPE",
    "t",
    "a loop of zero rounds",
    standardLoop("", 'loopMaximum="0"'),
    standardLoop("", 'loopMaximum="1"'),
  ),
  pair(
    "REPEATED_CHILD",
    "c",
    "two durations in one timer",
    timed("<timeDuration>PT1H</timeDuration><timeDuration>PT2H</timeDuration>"),
    timed("<timeDuration>PT1H</timeDuration>"),
  ),
  pair(
    "REPEATED_CHILD",
    "t",
    "two loops on one task",
    process(
      path(
        task(
          "t",
          '<standardLoopCharacteristics loopMaximum="1"/><multiInstanceLoopCharacteristics>' +
            three +
            "</multiInstanceLoopCharacteristics>",
        ),
      ),
    ),
    standardLoop("", 'loopMaximum="1"'),
  ),
  pair(
    "ELEMENT_WITHOUT_ID",
    "p",
    "a task without an id",
    process(path(task("t")) + "<task/>"),
    process(path(task("t"))),
  ),
  pair(
    "UNSUPPORTED_ELEMENT",
    "ch",
    "a choreography",
    definitions(`<process id="p">${path(task("t"))}</process><choreography id="ch"/>`),
    definitions(`<process id="p">${path(task("t"))}</process>`),
  ),
  pair(
    "UNSUPPORTED_ELEMENT",
    "talk",
    "a conversation",
    definitions(
      `<collaboration id="c"><conversation id="talk"/></collaboration><process id="p">${path(task("t"))}</process>`,
    ),
    definitions(`<collaboration id="c"/><process id="p">${path(task("t"))}</process>`),
  ),
  pair(
    "UNSUPPORTED_ELEMENT",
    "glob",
    "a global task",
    definitions(`<process id="p">${path(task("t"))}</process><globalUserTask id="glob"/>`),
    definitions(`<process id="p">${path(task("t"))}</process><resource id="glob" name="r"/>`),
  ),
  // processes
  pair(
    "NO_EXECUTABLE_PROCESS",
    "file",
    "a process that is marked as not executable",
    definitions(`<process id="p" isExecutable="false">${path(task("t"))}</process>`),
    definitions(`<process id="p">${path(task("t"))}</process>`),
  ),
  pair(
    "NO_EXECUTABLE_PROCESS",
    "file",
    "no process at all",
    definitions(message),
    definitions(`<process id="p">${path(task("t"))}</process>`),
  ),
  pair("PROCESS_EMPTY", "p", "a process without nodes", process(""), process(task("t"))),
  pair(
    "NO_START",
    "p",
    "a circle that nothing enters",
    process(row(task("a"), task("b")) + flow("b", "a")),
    process(row(task("a"), task("b"))),
  ),
  pair(
    "START_TWICE",
    "again",
    "two start events in one lane",
    process(lanes("start", "again") + path(task("t")) + '<startEvent id="again"/>' + flow("again", "t")),
    process(
      lanes("start", "again") +
        path(task("t")) +
        '<startEvent id="again">' +
        hour +
        "</startEvent>" +
        flow("again", "t"),
    ),
  ),
  pair(
    "START_TWICE",
    "s2",
    "two start events in one sub-process",
    process(path(subProcess('<startEvent id="s1"/><startEvent id="s2"/>'))),
    process(path(subProcess('<startEvent id="s1"/>'))),
  ),
  pair(
    "NODE_IN_TWO_LANES",
    "t",
    "a task in two lanes",
    process(lanes("t", "t") + path(task("t"))),
    process(lanes("t", "end") + path(task("t"))),
  ),
  // sequence flow
  pair(
    "FLOW_WITHOUT_SOURCE",
    "f",
    "a flow without a source",
    process(path(task("t")) + '<sequenceFlow id="f" targetRef="t"/>'),
    process(path(task("t")) + '<sequenceFlow id="f" sourceRef="t" targetRef="t"/>'),
  ),
  pair(
    "FLOW_WITHOUT_TARGET",
    "f",
    "a flow without a target",
    process(path(task("t")) + '<sequenceFlow id="f" sourceRef="t"/>'),
    process(path(task("t")) + '<sequenceFlow id="f" sourceRef="t" targetRef="t"/>'),
  ),
  pair(
    "FLOW_ACROSS_SCOPES",
    "t-inner",
    "a flow into a sub-process",
    process(path(task("t"), subProcess(task("inner"))) + flow("t", "inner")),
    process(path(task("t"), subProcess(task("inner")))),
  ),
  pair(
    "FLOW_ACROSS_SCOPES",
    "t-u",
    "a flow from pool to pool",
    definitions(
      `<process id="p" isExecutable="true">${path(task("t"))}${flow("t", "u")}</process><process id="q" isExecutable="true">${task("u")}</process>`,
    ),
    definitions(
      `<process id="p" isExecutable="true">${path(task("t"))}</process><process id="q" isExecutable="true">${task("u")}</process>`,
    ),
  ),
  pair(
    "NO_INCOMING_FLOW",
    "adrift",
    "a task that nothing reaches",
    process(path(task("t")) + task("adrift")),
    process(path(task("t"), task("adrift"))),
  ),
  pair(
    "NO_INCOMING_FLOW",
    "undo",
    "a compensation activity that nothing reaches",
    process(path(task("t")) + undo),
    compensation(undo, toUndo),
  ),
  pair(
    "NO_INCOMING_FLOW",
    "c",
    "an intermediate event that nothing reaches",
    process(task("t") + catching("c", hour)),
    process(row(task("t"), catching("c", hour))),
  ),
  pair(
    "START_WITH_INCOMING",
    "start",
    "a flow back into the start",
    process(path(task("t")) + flow("t", "start")),
    process(path(task("t")) + flow("t", "t")),
  ),
  pair(
    "END_WITH_OUTGOING",
    "end",
    "a flow out of an end",
    process(path(task("t")) + flow("end", "t")),
    process(path(task("t"))),
  ),
  pair(
    "CONDITION_ON_DEFAULT",
    "g-b",
    "a condition on the default flow",
    process(gateway(flow("g", "a", condition("x")), flow("g", "b", condition("y")), 'default="g-b"')),
    process(gateway(flow("g", "a", condition("x")), flow("g", "b"), 'default="g-b"')),
  ),
  pair(
    "CONDITION_NOT_ALLOWED",
    "start-t",
    "a condition on a flow out of an event",
    process(start + task("t") + flow("start", "t", condition("x"))),
    process(row(start, task("s"), task("t")) + task("u") + flow("s", "u", condition("x"))),
  ),
  pair(
    "DEFAULT_NOT_OUTGOING",
    "g",
    "a default flow of another node",
    process(gateway(flow("g", "a"), flow("g", "b"), 'default="start-g"')),
    process(gateway(flow("g", "a"), flow("g", "b"), 'default="g-a"')),
  ),
  // message flow
  pair(
    "MESSAGE_FLOW_END",
    "mf",
    "a message flow without an end",
    withTwoPools('sourceRef="t"'),
    withTwoPools('sourceRef="t" targetRef="outside"'),
  ),
  pair(
    "MESSAGE_FLOW_IN_POOL",
    "mf",
    "a message flow inside one pool",
    withTwoPools('sourceRef="t" targetRef="u"'),
    withTwoPools('sourceRef="outside" targetRef="u"'),
  ),
  // events
  pair(
    "BOUNDARY_NOT_ATTACHED",
    "b",
    "a boundary event on nothing",
    process(path(task("t")) + boundary(hour, "")),
    process(path(task("t")) + boundary(hour)),
  ),
  pair(
    "BOUNDARY_NOT_ATTACHED",
    "b",
    "a boundary event on an activity of another scope",
    process(path(subProcess(task("t"))) + boundary(hour)),
    process(path(subProcess(task("t") + boundary(hour)))),
  ),
  pair(
    "BOUNDARY_WITH_INCOMING",
    "b",
    "a flow into a boundary event",
    process(path(task("t")) + boundary(hour) + flow("t", "b")),
    process(path(task("t")) + boundary(hour) + flow("b", "end")),
  ),
  pair(
    "TRIGGER_MISSING",
    "c",
    "a catch event that waits for nothing",
    process(path(catching("c", ""))),
    process(path(catching("c", hour))),
  ),
  pair(
    "TRIGGER_MISSING",
    "b",
    "a boundary event that waits for nothing",
    process(path(task("t")) + boundary("")),
    process(path(task("t")) + boundary(hour)),
  ),
  pair(
    "TRIGGER_NOT_ALLOWED",
    "start",
    "an error start of a process",
    process('<startEvent id="start"><errorEventDefinition/></startEvent>'),
    process('<startEvent id="start">' + hour + "</startEvent>"),
  ),
  pair(
    "TRIGGER_NOT_ALLOWED",
    "s1",
    "a triggered start of an embedded sub-process",
    process(path(subProcess(`<startEvent id="s1">${hour}</startEvent>`))),
    process(path(subProcess('<startEvent id="s1"/>'))),
  ),
  pair(
    "TRIGGER_NOT_ALLOWED",
    "b",
    "an error that does not interrupt",
    process(path(task("t")) + boundary("<errorEventDefinition/>", 'attachedToRef="t" cancelActivity="false"')),
    process(path(task("t")) + boundary("<errorEventDefinition/>")),
  ),
  pair(
    "TRIGGER_NOT_ALLOWED",
    "x",
    "a terminating intermediate event",
    process(path(throwing("x", "<terminateEventDefinition/>"))),
    process(row(start, '<endEvent id="x"><terminateEventDefinition/></endEvent>')),
  ),
  pair(
    "CANCEL_OUTSIDE_TRANSACTION",
    "x",
    "a cancel end outside a transaction",
    process(row(start, '<endEvent id="x"><cancelEventDefinition/></endEvent>')),
    process(
      path(
        '<transaction id="tx">' +
          row('<startEvent id="s"/>', '<endEvent id="x"><cancelEventDefinition/></endEvent>') +
          "</transaction>",
      ),
    ),
  ),
  pair(
    "CANCEL_OUTSIDE_TRANSACTION",
    "b",
    "a cancel boundary on a plain sub-process",
    process(path('<subProcess id="t"/>') + boundary("<cancelEventDefinition/>")),
    process(path('<transaction id="t"/>') + boundary("<cancelEventDefinition/>")),
  ),
  pair("TIMER_EXPRESSION", "c", "a timer without a time", timed(""), timed("<timeDuration>PT1H</timeDuration>")),
  pair(
    "TIMER_EXPRESSION",
    "c",
    "a timer with two times",
    timed("<timeDuration>PT1H</timeDuration><timeDate>2012-05-14T10:00:00Z</timeDate>"),
    timed("<timeDate>2012-05-14T10:00:00Z</timeDate>"),
  ),
  pair(
    "TIMER_EXPRESSION",
    "c",
    "a duration that is not ISO 8601",
    timed("<timeDuration>PT1X</timeDuration>"),
    timed("<timeDuration>waiting time</timeDuration>"),
  ),
  pair(
    "TIMER_EXPRESSION",
    "c",
    "a day that no month has",
    timed("<timeDate>2012-02-31T10:00:00Z</timeDate>"),
    timed("<timeDate>2012-02-29T10:00:00Z</timeDate>"),
  ),
  pair(
    "TIMER_EXPRESSION",
    "c",
    "a cycle of no rounds",
    timed("<timeCycle>R0/PT1H</timeCycle>"),
    timed("<timeCycle>R/PT1H</timeCycle>"),
  ),
  pair(
    "TIMER_UNIT",
    "c",
    "a unit on a date",
    process(
      path(catching("c", timer(extensions('<reg:timer unit="working-day"/>') + "<timeDate>2012-05-14</timeDate>"))),
    ),
    process(
      path(catching("c", timer(extensions('<reg:timer unit="working-day"/>') + "<timeDuration>P3D</timeDuration>"))),
    ),
  ),
  pair(
    "MESSAGE_MISSING",
    "c",
    "a message event without a message",
    process(path(catching("c", "<messageEventDefinition/>"))),
    process(path(received), message),
  ),
  pair(
    "MESSAGE_MISSING",
    "t",
    "a receive task without a message",
    process(path('<receiveTask id="t"/>')),
    process(path('<receiveTask id="t" messageRef="m"/>'), message),
  ),
  pair(
    "SIGNAL_MISSING",
    "c",
    "a signal event without a signal",
    process(path(catching("c", "<signalEventDefinition/>"))),
    process(path(catching("c", '<signalEventDefinition signalRef="sig"/>')), signal),
  ),
  pair(
    "ERROR_MISSING",
    "x",
    "an error end without an error",
    process(row(start, '<endEvent id="x"><errorEventDefinition/></endEvent>')),
    process(
      row(start, '<endEvent id="x"><errorEventDefinition errorRef="er"/></endEvent>'),
      '<error id="er" errorCode="E"/>',
    ),
  ),
  pair(
    "ESCALATION_MISSING",
    "x",
    "an escalation thrown without a name",
    process(path(throwing("x", "<escalationEventDefinition/>"))),
    process(
      path(throwing("x", '<escalationEventDefinition escalationRef="es"/>')),
      '<escalation id="es" escalationCode="E"/>',
    ),
  ),
  pair(
    "CONDITION_MISSING",
    "c",
    "a conditional event without a condition",
    process(path(catching("c", "<conditionalEventDefinition/>"))),
    process(
      path(catching("c", "<conditionalEventDefinition><condition>ready</condition></conditionalEventDefinition>")),
    ),
  ),
  pair(
    "LINK_WITHOUT_PAIR",
    "out",
    "a link that leads nowhere",
    process(row(start, throwing("out", '<linkEventDefinition name="A"/>'))),
    process(
      row(start, throwing("out", '<linkEventDefinition name="A"/>')) +
        row(catching("in", '<linkEventDefinition name="A"/>'), end),
    ),
  ),
  pair(
    "LINK_WITHOUT_PAIR",
    "in",
    "a link that nothing leads to",
    process(path(task("t")) + catching("in", '<linkEventDefinition name="A"/>')),
    process(
      row(start, throwing("out", '<linkEventDefinition name="A"/>')) +
        catching("in", '<linkEventDefinition name="A"/>'),
    ),
  ),
  pair(
    "LINK_WITHOUT_PAIR",
    "out",
    "a link into a sub-process",
    process(
      row(
        start,
        subProcess(
          catching("in", '<linkEventDefinition name="A"/>') +
            throwing("o2", '<linkEventDefinition name="A"/>') +
            '<startEvent id="s1"/>' +
            flow("s1", "o2"),
        ),
        throwing("out", '<linkEventDefinition name="A"/>'),
      ),
    ),
    process(
      row(start, throwing("out", '<linkEventDefinition name="A"/>')) +
        catching("in", '<linkEventDefinition name="A"/>'),
    ),
  ),
  pair(
    "LINK_TARGET_TWICE",
    "in2",
    "a link with two targets",
    process(
      row(start, throwing("out", '<linkEventDefinition name="A"/>')) +
        catching("in", '<linkEventDefinition name="A"/>') +
        catching("in2", '<linkEventDefinition name="A"/>'),
    ),
    process(
      row(start, throwing("out", '<linkEventDefinition name="A"/>')) +
        catching("in", '<linkEventDefinition name="A"/>'),
    ),
  ),
  pair(
    "EVENT_GATEWAY_TARGET",
    "eg",
    "an event-based gateway before a plain task",
    process(row(start, '<eventBasedGateway id="eg"/>', task("t"))),
    process(row(start, '<eventBasedGateway id="eg"/>', catching("c", hour))),
  ),
  pair(
    "EVENT_GATEWAY_PARALLEL",
    "eg",
    "a parallel event-based gateway in the middle of a process",
    process(row(start, '<eventBasedGateway id="eg" eventGatewayType="Parallel"/>', catching("c", hour))),
    process(row('<eventBasedGateway id="eg" eventGatewayType="Parallel" instantiate="true"/>', received), message),
  ),
  pair(
    "RECEIVE_TASK_PLAIN",
    "t",
    "a receive task with a timer after an event-based gateway",
    process(
      row(start, '<eventBasedGateway id="eg"/>', '<receiveTask id="t" messageRef="m"/>') + boundary(hour),
      message,
    ),
    process(row(start, '<eventBasedGateway id="eg"/>', '<receiveTask id="t" messageRef="m"/>'), message),
  ),
  pair(
    "RECEIVE_TASK_PLAIN",
    "t",
    "a receive task that starts the process several times",
    process(
      row(
        `<receiveTask id="t" messageRef="m" instantiate="true"><multiInstanceLoopCharacteristics>${three}</multiInstanceLoopCharacteristics></receiveTask>`,
        end,
      ),
      message,
    ),
    process(row('<receiveTask id="t" messageRef="m" instantiate="true"/>', end), message),
  ),
  pair(
    "TRIGGERS_TOGETHER",
    "stop",
    "an end event that terminates and throws an error",
    process(
      row(start, '<endEvent id="stop"><terminateEventDefinition/><errorEventDefinition errorRef="e"/></endEvent>'),
      '<error id="e" errorCode="E"/>',
    ),
    process(
      row(start, '<endEvent id="stop"><terminateEventDefinition/><signalEventDefinition signalRef="sig"/></endEvent>'),
      signal,
    ),
  ),
  pair(
    "TRIGGERS_TOGETHER",
    "b",
    "a boundary event that needs both a message and an error",
    process(
      path(task("t")) +
        boundary(
          '<messageEventDefinition messageRef="m"/><errorEventDefinition/>',
          'attachedToRef="t" parallelMultiple="true"',
        ),
      message,
    ),
    process(path(task("t")) + boundary('<messageEventDefinition messageRef="m"/><errorEventDefinition/>'), message),
  ),
  pair(
    "TRIGGER_NOT_ALLOWED",
    "begin",
    "a compensation event sub-process of a process, which nobody compensates",
    process(eventSubProcess('<startEvent id="begin"><compensateEventDefinition/></startEvent>')),
    process(
      path(
        subProcess(
          eventSubProcess('<startEvent id="begin"><compensateEventDefinition/></startEvent>')
            .replaceAll('"start', '"inner')
            .replaceAll('"end', '"last')
            .replace('id="sub"', 'id="undoing"'),
        ),
      ),
    ),
  ),
  pair(
    "NO_INCOMING_FLOW",
    "adrift",
    "a throwing event that nothing leads to in an ad-hoc sub-process",
    process(path(`<adHocSubProcess id="ah">${task("t")}${throwing("adrift", "")}</adHocSubProcess>`)),
    process(path(`<adHocSubProcess id="ah">${row(task("t"), throwing("adrift", ""))}</adHocSubProcess>`)),
  ),
  pair(
    "EVENT_GATEWAY_EMPTY",
    "eg",
    "an event-based gateway before nothing",
    process(row(start, '<eventBasedGateway id="eg"/>')),
    process(row(start, '<eventBasedGateway id="eg"/>', '<receiveTask id="t" messageRef="m"/>'), message),
  ),
  pair(
    "INSTANTIATE_WITH_INCOMING",
    "t",
    "a receive task that begins the process in its middle",
    process(path('<receiveTask id="t" messageRef="m" instantiate="true"/>'), message),
    process(row('<receiveTask id="t" messageRef="m" instantiate="true"/>', end), message),
  ),
  // activities
  pair("CALLED_ELEMENT_MISSING", "call", "a call activity that calls nothing", called("", ""), called("")),
  pair(
    "CALLED_VERSION",
    "call",
    "a version without its binding",
    called(extensions('<reg:called version="2"/>')),
    called(extensions('<reg:called binding="version" version="2"/>')),
  ),
  pair("MULTI_WITHOUT_COUNT", "t", "a multi-instance task without a number", multi(""), multi(three)),
  pair(
    "MULTI_BEHAVIOR",
    "t",
    "a behavior that throws nothing",
    multi(three, 'behavior="One"'),
    multi(three, 'behavior="All"'),
  ),
  pair(
    "LOOP_WITHOUT_END",
    "t",
    "a loop without an end",
    standardLoop(""),
    standardLoop("<loopCondition>again</loopCondition>"),
  ),
  pair(
    "QUANTITY_UNSUPPORTED",
    "t",
    "a task that takes two tokens",
    process(path(task("t", "", 'startQuantity="2"'))),
    process(path(task("t", "", 'startQuantity="1"'))),
  ),
  pair(
    "EVENT_SUBPROCESS_START",
    "sub",
    "an event sub-process without a trigger",
    process(eventSubProcess('<startEvent id="begin"/>'), signal),
    process(eventSubProcess(signalStart), signal),
  ),
  pair(
    "EVENT_SUBPROCESS_START",
    "sub",
    "an event sub-process with two starts",
    process(eventSubProcess(signalStart + signalStart.replace("begin", "begin2")), signal),
    process(eventSubProcess(signalStart), signal),
  ),
  pair(
    "EVENT_SUBPROCESS_START",
    "sub",
    "an event sub-process without a start",
    process(eventSubProcess(""), signal),
    process(eventSubProcess(signalStart), signal),
  ),
  pair(
    "EVENT_SUBPROCESS_FLOW",
    "sub",
    "a flow into an event sub-process",
    process(eventSubProcess(signalStart) + flow("t", "sub"), signal),
    process(eventSubProcess(signalStart), signal),
  ),
  pair(
    "AD_HOC_EVENT",
    "s1",
    "a start event in an ad-hoc sub-process",
    process(path(`<adHocSubProcess id="ah"><startEvent id="s1"/>${task("t")}</adHocSubProcess>`)),
    process(path(`<adHocSubProcess id="ah">${task("t")}</adHocSubProcess>`)),
  ),
  pair(
    "COMPENSATION_HANDLER",
    "b",
    "a compensation event without a handler",
    compensation("", ""),
    compensation(undo, toUndo),
  ),
  pair(
    "COMPENSATION_HANDLER",
    "b",
    "a handler that is not for compensation",
    compensation('<task id="undo"/>', toUndo + flow("t", "undo")),
    compensation(undo, toUndo),
  ),
  pair(
    "COMPENSATION_WITH_FLOW",
    "undo",
    "a flow out of a compensation activity",
    compensation(undo, toUndo + flow("undo", "end")),
    compensation(undo, toUndo),
  ),
  pair(
    "COMPENSATION_WITH_FLOW",
    "b",
    "a flow out of a compensation event",
    compensation(undo, toUndo + flow("b", "end")),
    compensation(undo, toUndo),
  ),
  pair(
    "DECISION_MISSING",
    "t",
    "a decision without a variable for its result",
    process(path('<businessRuleTask id="t" camunda:decisionRef="queue"/>')),
    process(path('<businessRuleTask id="t" camunda:decisionRef="queue" camunda:resultVariable="place"/>')),
  ),
  // expressions
  pair(
    "SCRIPT_LANGUAGE",
    "t",
    "a script in JavaScript",
    script("<script>1 + 1</script>", 'scriptFormat="javascript"'),
    script("<script>1 + 1</script>", 'scriptFormat="feel"'),
  ),
  pair("SCRIPT_MISSING", "t", "a script task without a script", script(""), script("<script>1 + 1</script>")),
  pair(
    "EXPRESSION_LANGUAGE",
    "g-a",
    "a condition in XPath",
    process(gateway(flow("g", "a", condition("x", 'language="http://www.w3.org/1999/XPath"')), flow("g", "b"))),
    process(
      gateway(flow("g", "a", condition("x", 'language="https://www.omg.org/spec/DMN/20191111/FEEL/"')), flow("g", "b")),
    ),
  ),
  pair(
    "EXPRESSION_LANGUAGE",
    "g-a",
    "a condition of another engine",
    process(gateway(flow("g", "a", condition("${x}")), flow("g", "b"))),
    process(gateway(flow("g", "a", condition("=x")), flow("g", "b"))),
  ),
  pair(
    "EXPRESSION_LANGUAGE",
    "file",
    "a file whose expressions are in another language",
    definitions(`<process id="p">${path(task("t"))}</process>`, 'expressionLanguage="https://www.java.com"'),
    definitions(`<process id="p">${path(task("t"))}</process>`, 'expressionLanguage="http://www.w3.org/1999/XPath"'),
  ),
  pair(
    "EXPRESSION_SYNTAX",
    "g-a",
    "a condition that does not parse",
    process(gateway(flow("g", "a", condition("x =")), flow("g", "b"))),
    process(gateway(flow("g", "a", condition("x = 1")), flow("g", "b"))),
  ),
  pair(
    "EXPRESSION_SYNTAX",
    "g-a",
    "a condition that is empty",
    process(gateway(flow("g", "a", condition(" ")), flow("g", "b"))),
    process(gateway(flow("g", "a", condition("true")), flow("g", "b"))),
  ),
  pair(
    "VARIABLE_NAME",
    "t",
    "a variable that FEEL cannot name",
    script("<script>1</script>").replace("<script>", extensions('<reg:result variable="my result"/>') + "<script>"),
    script("<script>1</script>").replace("<script>", extensions('<reg:result variable="нәтиже"/>') + "<script>"),
  ),
  // reg
  pair(
    "EXTENSION_MISPLACED",
    "t",
    "a decision on a plain task",
    rows('<reg:decision id="d" variable="v"/>'),
    rows('<reg:status value="v"/>'),
  ),
  pair(
    "EXTENSION_MISPLACED",
    "d",
    "a limit on a data object",
    process(`${path(task("t"))}<dataObject id="d">${extensions('<reg:limit unit="minute"/>')}</dataObject>`),
    process(`${path(task("t"))}<dataObject id="d">${extensions("<reg:note>n</reg:note>")}</dataObject>`),
  ),
  pair(
    "EXTENSION_MISPLACED",
    "u",
    "a handler on a task of people",
    process(path(`<userTask id="u">${extensions('<reg:call handler="h"/>')}</userTask>`)),
    process(path(`<serviceTask id="u">${extensions('<reg:call handler="h"/>')}</serviceTask>`)),
  ),
  pair(
    "EXTENSION_REPEATED",
    "t",
    "two limits on one step",
    rows('<reg:limit duration="PT1M" unit="minute"/><reg:limit duration="PT2M" unit="minute"/>'),
    rows('<reg:trace clause="1"/><reg:trace clause="2"/>'),
  ),
  pair(
    "EXTENSION_REPEATED",
    "t",
    "two labels in one language",
    rows('<reg:label lang="kk">а</reg:label><reg:label lang="kk">ә</reg:label>'),
    rows('<reg:label lang="kk">а</reg:label><reg:label lang="en">a</reg:label>'),
  ),
  pair(
    "EXTENSION_INCOMPLETE",
    "t",
    "a trace without its clause",
    rows('<reg:trace step="process 1"/>'),
    rows('<reg:trace clause="6" step="process 1"/>'),
  ),
  pair(
    "EXTENSION_INCOMPLETE",
    "p",
    "a row of the annex table without its performer",
    service('<reg:action number="1"/>'),
    service('<reg:action number="1" performer="office"/>'),
  ),
  pair(
    "TRACE_STEP",
    "t",
    "a step that no text numbers so",
    rows('<reg:trace clause="6" step="Process 1"/>'),
    rows('<reg:trace clause="6" step="condition 12"/>'),
  ),
  pair(
    "DURATION_SYNTAX",
    "t",
    "a limit that is not ISO 8601",
    rows('<reg:limit duration="30 min" unit="minute"/>'),
    rows('<reg:limit duration="PT30M" unit="minute"/>'),
  ),
  pair(
    "DURATION_UNIT",
    "t",
    "a limit of working days in hours",
    rows('<reg:limit duration="PT24H" unit="working-day"/>'),
    rows('<reg:limit duration="P3D" unit="working-day"/>'),
  ),
  pair(
    "DURATION_UNIT",
    "p",
    "a term without a unit in the annex table",
    service('<reg:action number="1" performer="office" duration="PT30M"/>'),
    service('<reg:action number="1" performer="office" duration="PT30M" unit="minute"/>'),
  ),
  pair(
    "DURATION_UNIT",
    "c",
    "a timer that counts hours in working days",
    process(
      path(catching("c", timer(extensions('<reg:timer unit="working-day"/>') + "<timeDuration>PT3H</timeDuration>"))),
    ),
    process(path(catching("c", timer(extensions('<reg:timer unit="hour"/>') + "<timeDuration>PT3H</timeDuration>")))),
  ),
  pair(
    "TERM_EXCLUDES",
    "p",
    "a term that excludes what no act does",
    service('<reg:term duration="P3D" unit="working-day" excludes="lunch"/>'),
    service('<reg:term duration="P3D" unit="working-day" excludes="intake issue"/>'),
  ),
  pair(
    "TERM_COUNT",
    "p",
    "a term in hours that is owed days earlier",
    service('<reg:term duration="PT3H" unit="hour" owedEarlierDays="1"/>'),
    service('<reg:term duration="P3D" unit="working-day" owedEarlierDays="1" countFrom="same-day"/>'),
  ),
  pair(
    "TERM_ELEMENT",
    "p",
    "a term from an element that is not there",
    service('<reg:term duration="P3D" unit="working-day" from="gone"/>'),
    service('<reg:term duration="P3D" unit="working-day" from="t" until="end"/>'),
  ),
  pair(
    "TERM_ELEMENT",
    "p",
    "a term until one of two elements, one of which is not there",
    service('<reg:term duration="P3D" unit="working-day" until="end gone"/>'),
    service('<reg:term duration="P3D" unit="working-day" until="t end"/>'),
  ),
  pair(
    "ACTION_TWICE",
    "p",
    "a row of the annex table given twice",
    service('<reg:action number="1" performer="a"/><reg:action number="1" performer="b"/>'),
    service('<reg:action number="1" performer="a"/><reg:action number="2" performer="b"/>'),
  ),
  pair(
    "TABLE_PART",
    "p",
    "a part of the annex table that begins with a row that is not there",
    service('<reg:table><reg:part first="2"/></reg:table><reg:action number="1" performer="a"/>'),
    service('<reg:table><reg:part first="1"/></reg:table><reg:action number="1" performer="a"/>'),
  ),
  // other engines
  pair(
    "IMPORT_UNSUPPORTED",
    "t",
    "a task for several groups",
    process(path('<userTask id="t" camunda:candidateGroups="a,b"/>')),
    process(path('<userTask id="t" camunda:candidateGroups="a"/>')),
  ),
  pair(
    "IMPORT_UNSUPPORTED",
    "call",
    "a called process that is computed",
    called("", 'calledElement="${name}"'),
    called("", 'calledElement="tns:name"'),
  ),
];
