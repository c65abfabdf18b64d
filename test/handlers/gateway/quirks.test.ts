/** One test for each oddity of the channel's senders that the facts name. */
import { expect } from "chai";
import { dataElement, DATA_STYLES, readData } from "../../../handlers/gateway/business-xml.ts";
import {
  asyncMessage,
  deliveryNotification,
  faultEnvelope,
  readAsyncAccepted,
  readAsyncMessage,
  readDeliveryNotification,
  readMessagesFound,
  readMessageStatus,
  readStatusChange,
  readSyncResponse,
  statusChange,
  syncRequest,
} from "../../../handlers/gateway/envelopes.ts";
import { readUnsignedFault } from "../../../handlers/gateway/fault-reader.ts";
import { messageIdOf, uuidIn } from "../../../handlers/gateway/message-id.ts";
import { childOf, parseXml } from "../../../handlers/gateway/xml-tree.ts";
import type { XmlElement } from "../../../handlers/gateway/xml-tree.ts";

const ID = "1d021c1e-f0f2-5c6b-8629-6f8e0bc374eb";
const schema = {
  type: "object",
  properties: {
    found: { type: "boolean" },
    name: { type: "string" },
    place: { type: "integer" },
    persons: { type: "array", items: { type: "object", properties: { iin: { type: "string" } } } },
  },
} as const;
const value = { found: true, name: `Ә & <Б> "в" ]]> г`, place: 3, persons: [{ iin: "1" }, { iin: "2" }] };

const read = async (xml: string) => readData(await parseXml(xml), schema);
const body = async (content: string): Promise<XmlElement> => parseXml(`<Body>${content}</Body>`);

describe("the gateway's quirks: business data", () => {
  for (const style of DATA_STYLES)
    it(`written in the style ${style}, are read back the same`, async () => {
      const data = dataElement(value, { namespace: "urn:x", type: "Answer", style });
      expect(await read(data)).to.deep.equal(value);
    });

  it("are read with a namespace on data", async () => {
    expect(await read(`<data xmlns="urn:x"><found>true</found></data>`)).to.deep.equal({ found: true });
  });

  it("are read without a namespace on data", async () => {
    expect(await read(`<data><found>true</found></data>`)).to.deep.equal({ found: true });
  });

  it("are read with a prefix bound on data and its type named by xsi:type", async () => {
    const xml = `<data xmlns:cs="urn:x" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:type="cs:Response"><found>1</found></data>`;
    expect(await read(xml)).to.deep.equal({ found: true });
  });

  it("are read with every element prefixed", async () => {
    expect(
      await read(`<q:data xmlns:q="urn:x"><q:Response><q:found>false</q:found></q:Response></q:data>`),
    ).to.deep.equal({
      found: false,
    });
  });

  it("are read as text in a CDATA section, and as escaped text", async () => {
    expect(await read(`<data><![CDATA[<r xmlns="urn:x"><name>Ә</name></r>]]></data>`)).to.deep.equal({ name: "Ә" });
    expect(await read(`<data>&lt;r&gt;&lt;name&gt;Ә&lt;/name&gt;&lt;/r&gt;</data>`)).to.deep.equal({ name: "Ә" });
  });

  it("are read with a business signature on data, and on the inner root", async () => {
    const signature = `<ds:Signature xmlns:ds="http://www.w3.org/2000/09/xmldsig#"><ds:SignedInfo/></ds:Signature>`;
    expect(await read(`<data><r><name>Ә</name></r>${signature}</data>`)).to.deep.equal({ name: "Ә" });
    expect(await read(`<data><r><name>Ә</name>${signature}</r></data>`)).to.deep.equal({ name: "Ә" });
  });

  it("are read from lists with and without an element around them, and from empty ones", async () => {
    const both = { persons: [{ iin: "1" }, { iin: "2" }] };
    expect(
      await read(`<data><persons><person><iin>1</iin></person><person><iin>2</iin></person></persons></data>`),
    ).to.deep.equal(both);
    expect(await read(`<data><persons><iin>1</iin></persons><persons><iin>2</iin></persons></data>`)).to.deep.equal(
      both,
    );
    expect(await read(`<data><name>x</name><persons/></data>`)).to.deep.equal({ name: "x", persons: [] });
  });

  it("count an element marked nil as absent, and pass over what the port does not know", async () => {
    const xml = `<data xmlns:i="http://www.w3.org/2001/XMLSchema-instance"><name i:nil="true"/><place>2</place><new>1</new></data>`;
    expect(await read(xml)).to.deep.equal({ place: 2 });
  });
});

describe("the gateway's quirks: envelopes", () => {
  const info = (more = "") =>
    `<responseInfo><messageId>{${ID.toUpperCase()}}</messageId>${more}<responseDate>2026-05-14T10:00:00</responseDate><status><code> scss001 </code></status><sessionId>{${ID}}</sessionId></responseInfo>`;

  it("ids in braces, codes in small letters, dates without offset, no message and no correlation id are taken", async () => {
    const answer = readSyncResponse(
      await body(
        `<x:SendMessageResponse xmlns:x="urn:any"><response>${info()}<responseData/></response></x:SendMessageResponse>`,
      ),
    );
    expect(answer).to.deep.equal({ messageId: ID, status: { code: "SCSS001", message: "" } });
  });

  it("inner elements are taken with the outer namespace too", async () => {
    const answer = readSyncResponse(
      await body(
        `<SendMessageResponse xmlns="http://bip.bee.kz/SyncChannel/v10/Types"><response>${info()}</response></SendMessageResponse>`,
      ),
    );
    expect(answer?.status.code).to.equal("SCSS001");
  });

  it("the userId that others leave out is left out, and the sender's password is sent only where there is one", async () => {
    const head = { messageId: ID, serviceId: "S", at: "2026-05-14T04:00:00Z", sender: { senderId: "me" } };
    expect(syncRequest(head, "<data/>")).not.to.match(/userId|password/);
    expect(syncRequest({ ...head, sender: { senderId: "me", password: "p" } }, "<data/>")).to.include(
      "<password>p</password>",
    );
  });

  it("Types and types, with an operation's letters in either case, are the same", async () => {
    const head = {
      messageId: ID,
      correlationId: ID,
      serviceId: "S",
      at: "2026-05-14T04:00:00Z",
      sender: { senderId: "s" },
    };
    const written = asyncMessage(head, "RESPONSE", "<data/>");
    const variants = [
      written,
      written.replace("/v10/Types", "/v10/types"),
      written.replace("/v10/Types", "/v10/ITypes"),
      written.replaceAll("typ:sendMessage", "typ:SendMessage"),
    ];
    for (const variant of variants)
      expect(readAsyncMessage(await body(variant))).to.deep.include({
        messageId: ID,
        serviceId: "S",
        messageType: "RESPONSE",
      });
  });

  it("a receipt of the asynchronous channel is taken with its fields in response or directly", async () => {
    const inside = `<messageId>${ID}</messageId><responseDate>2026-05-14T10:00:00+06:00</responseDate>`;
    for (const content of [`<response>${inside}</response>`, inside])
      expect(readAsyncAccepted(await body(`<sendMessageResponse>${content}</sendMessageResponse>`))).to.deep.equal({
        messageId: ID,
      });
  });

  it("messages are fetched from a list of messages, or from the response itself", async () => {
    const one = `<messageInfo><messageId>${ID}</messageId><serviceId>S</serviceId></messageInfo><messageData><data/></messageData>`;
    for (const content of [
      `<response><messages><message>${one}</message></messages></response>`,
      `<response><message>${one}</message></response>`,
    ])
      expect(
        (await body(`<getMessagesResponse>${content}</getMessagesResponse>`).then(readMessagesFound))?.map(
          ({ messageId }) => messageId,
        ),
      ).to.deep.equal([ID]);
    expect(readMessagesFound(await body(`<getMessagesResponse><response/></getMessagesResponse>`))).to.deep.equal([]);
  });

  it("a notification of delivery is written MESSAGE_NOT_ACCTEPTED, and read in both spellings", async () => {
    const refused = { messageId: ID, accepted: false, resend: true, at: "2026-05-14T04:00:00Z", error: "unknown" };
    const written = deliveryNotification(refused);
    expect(written).to.include("<receiveStatus>MESSAGE_NOT_ACCTEPTED</receiveStatus>");
    expect(readDeliveryNotification(await body(written))).to.deep.equal(refused);
    const mended = written.replace("ACCTEPTED", "ACCEPTED");
    expect(readDeliveryNotification(await body(mended))).to.deep.equal(refused);
  });

  it("a change of state is written changeMassageStatusNotification, and read in both spellings", async () => {
    const change = { messageId: ID, state: "NOT_DELIVERED", at: "2026-05-14T04:00:00Z", error: "e" } as const;
    const written = statusChange(change);
    expect(written).to.include("changeMassageStatusNotification");
    expect(readStatusChange(await body(written))).to.deep.equal(change);
    expect(readStatusChange(await body(written.replaceAll("Massage", "Message")))).to.deep.equal(change);
  });

  it("a state that the channel does not have is no state", async () => {
    const answer = (state: string) =>
      body(
        `<getMessageStatusResponse><response><messageState>${state}</messageState></response></getMessageStatusResponse>`,
      );
    expect(readMessageStatus(await answer("DELIVERED"))).to.equal("DELIVERED");
    expect(readMessageStatus(await answer("LOST"))).to.equal(undefined);
  });

  it("a fault is read from ErrorInfo, whatever the prefixes, and else from its faultcode", async () => {
    const ours = faultEnvelope({ code: "SCE006", message: "Wrong <signature>" }, "2026-05-14T04:00:00Z");
    expect(await readUnsignedFault(ours)).to.deep.equal({ code: "SCE006", message: "Wrong <signature>" });
    expect(
      await readUnsignedFault(ours.replaceAll("soap:", "SOAP-ENV:").replace("xmlns:soap", "xmlns:SOAP-ENV")),
    ).to.deep.include({ code: "SCE006" });
    const wrapped = ours
      .replace("<com:ErrorInfo", "<SendMessageFault1><com:ErrorInfo")
      .replace("</com:ErrorInfo>", "</com:ErrorInfo></SendMessageFault1>");
    expect(await readUnsignedFault(wrapped)).to.deep.include({ code: "SCE006" });
    const plain = `<Envelope><Body><Fault><faultcode>Server</faultcode><faultstring>SCE909: internal</faultstring></Fault></Body></Envelope>`;
    expect(await readUnsignedFault(plain)).to.deep.equal({ code: "SCE909", message: "SCE909: internal" });
    expect(await readUnsignedFault(`<Envelope><Body><answer/></Body></Envelope>`)).to.equal(undefined);
  });
});

describe("the id of a message", () => {
  it("is a UUID of version 5, the same for the same job and service, another for others", () => {
    expect(messageIdOf("case-1.7", "S")).to.match(
      /^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
    );
    expect(messageIdOf("case-1.7", "S")).to.equal(messageIdOf("case-1.7", "S"));
    expect(new Set([messageIdOf("a", "bc"), messageIdOf("ab", "c"), messageIdOf("a", "b", "c")]).size).to.equal(3);
  });

  it("is found in braces, behind urn:uuid: and in large letters", () => {
    for (const text of [ID, `{${ID}}`, `urn:uuid:${ID.toUpperCase()}`]) expect(uuidIn(text)).to.equal(ID);
    expect(uuidIn("42")).to.equal(undefined);
  });

  it("is found in a tree by names of any case", async () => {
    expect(childOf(await parseXml("<a><MessageID>1</MessageID></a>"), "messageId")?.text).to.equal("1");
  });
});
