import { expect } from "chai";
import { REG_DESCRIPTOR, type RegType } from "../../engine/model/reg-descriptor.ts";
import { createModdle } from "../../engine/model/parse-diagram.ts";
import { compileText, definitions, extensions, path } from "./diagram-text.ts";

/** Every element and attribute of the namespace, and things of others that we know nothing of. */
const TEXT = `<?xml version="1.0" encoding="UTF-8"?>
${definitions(
  `<message id="m" name="m"><extensionElements><reg:correlation>caseNumber</reg:correlation></extensionElements></message>
  <collaboration id="c"><participant id="pool" processRef="p">${extensions('<reg:performer role="office"/>')}</participant></collaboration>
  <process id="p" isExecutable="true" odd:colour="green">${extensions(
    `<reg:service regulation="r" channel="office" clause="6" calledOnly="true">
       <reg:term duration="P3D" unit="working-day" excludes="intake issue" clause="6 15)" from="t" until="end" owedEarlierDays="1" countFrom="next-day" />
       <reg:table lang="ru" title="Table 1" numberHeading="h" performerHeading="h" nameHeading="h" resultHeading="h" limitHeading="h" nextHeading="h"><reg:part first="1" title="1." numberHeading="h" performerHeading="h" nameHeading="h" resultHeading="h" limitHeading="h" nextHeading="h" /></reg:table>
       <reg:action number="1" performer="office" duration="PT30M" unit="minute" next="2" name="n" result="x" performerName="P" limitText="at once" nextText="2, if so"><reg:note>why</reg:note></reg:action>
     </reg:service>
     <odd:thing deep="1"><odd:inner note="&lt;ә&gt;">text &amp; more</odd:inner></odd:thing>`,
  )}
  ${path(
    `<userTask id="t" odd:hint="left">${extensions(
      `<reg:trace clause="6 2)" step="process 1" action="1" /><reg:limit duration="PT15M" unit="minute" clause="6"><reg:note>n</reg:note></reg:limit>
       <reg:label lang="kk">Қабылдау</reg:label><reg:note>note</reg:note><reg:form name="f" /><reg:status value="received" />
       <reg:document template="refusal" /><reg:performer role="clerk" />
       <reg:mapping direction="input" target="a">b &lt; 1</reg:mapping>`,
    )}<multiInstanceLoopCharacteristics reg:collection="offers" reg:item="offer" reg:outputCollection="answers" reg:outputItem="answer" /></userTask>`,
    `<serviceTask id="s">${extensions(
      '<reg:call handler="h"><reg:input name="i">v</reg:input><reg:output variable="o">=x</reg:output></reg:call>',
    )}</serviceTask>`,
    `<scriptTask id="sc">${extensions('<reg:result variable="r" />')}<script>1</script></scriptTask>`,
    `<businessRuleTask id="br">${extensions('<reg:decision id="d" variable="v" />')}</businessRuleTask>`,
    `<callActivity id="ca" calledElement="x">${extensions('<reg:called binding="version" version="2" propagateAll="false" />')}</callActivity>`,
    `<intermediateThrowEvent id="th"><messageEventDefinition messageRef="m">${extensions("<reg:payload>{a: 1}</reg:payload>")}</messageEventDefinition></intermediateThrowEvent>`,
    `<intermediateCatchEvent id="ti"><timerEventDefinition>${extensions('<reg:timer unit="hour" />')}<timeDuration>PT1H</timeDuration></timerEventDefinition></intermediateCatchEvent>`,
  )}</process>`,
  'xmlns:odd="http://example.org/odd"',
)}`;

describe("the reg namespace is read and written without loss", () => {
  it("uses every type and attribute of the descriptor in this test, so that none is left out", () => {
    const missing = (REG_DESCRIPTOR.types as readonly RegType[]).flatMap((type) => {
      const tag = `reg:${type.name.charAt(0).toLowerCase()}${type.name.slice(1)}`;
      if (type.extends !== undefined)
        return type.properties.filter(({ name }) => !TEXT.includes(`reg:${name}="`)).map(({ name }) => name);
      const tags = TEXT.split(`<${tag}`)
        .slice(1)
        .map((rest) => rest.slice(0, rest.indexOf(">")));
      const attributes = type.properties.filter(({ isAttr }) => isAttr === true);
      return tags.length === 0
        ? [tag]
        : attributes
            .filter(({ name }) => !tags.some((each) => each.includes(` ${name}="`)))
            .map(({ name }) => `${tag} ${name}`);
    });
    expect(missing).to.deep.equal([]);
  });

  it("given a file written by us, reading and writing it again changes nothing", async () => {
    const moddle = createModdle();
    const first = await moddle.fromXML(TEXT);
    expect(first.warnings).to.deep.equal([]);
    const { xml } = await moddle.toXML(first.rootElement, { format: true });
    const second = await createModdle().fromXML(xml);
    expect(second.warnings).to.deep.equal([]);
    expect((await moddle.toXML(second.rootElement, { format: true })).xml).to.equal(xml);
    const { digest: one, ...before } = await compileText(TEXT);
    const { digest: two, ...after } = await compileText(xml);
    expect(one).not.to.equal(two);
    expect(after).to.deep.equal(before);
  });

  it("types its attributes: flags and numbers are not texts", async () => {
    const { elementsById } = await createModdle().fromXML(TEXT);
    const task = elementsById.ca as {
      extensionElements: { values: { $type: string; version: unknown; propagateAll: unknown }[] };
    };
    expect(task.extensionElements.values[0]).to.include({ $type: "reg:Called", version: 2, propagateAll: false });
  });

  it("keeps unknown attributes and foreign extensions", async () => {
    const moddle = createModdle();
    const { xml } = await moddle.toXML((await moddle.fromXML(TEXT)).rootElement, { format: true });
    expect(xml).to.contain('odd:colour="green"');
    expect(xml).to.contain('odd:hint="left"');
    expect(xml).to.match(
      /<odd:thing deep="1">\s*<odd:inner note="&#60;ә&#62;">text &amp; more<\/odd:inner>\s*<\/odd:thing>/,
    );
  });

  it("keeps what it reads of other engines under the prefix that the file gave it", async () => {
    const text = definitions(
      `<process id="p"><userTask id="t" c7:formKey="f"/></process>`,
      'xmlns:c7="http://camunda.org/schema/1.0/bpmn"',
    ).replace('xmlns:camunda="http://camunda.org/schema/1.0/bpmn" ', "");
    const moddle = createModdle();
    const { xml } = await moddle.toXML((await moddle.fromXML(text)).rootElement);
    const again = await createModdle().fromXML(xml);
    expect(again.warnings).to.deep.equal([]);
    expect((again.elementsById.t as { $attrs: Record<string, string> }).$attrs["camunda:formKey"]).to.equal("f");
  });
});
