import { join } from "node:path";
import { expect } from "chai";
import { makePeople } from "../../fixtures/people/people.ts";
import { signWith } from "../../fixtures/test-ca/signer.ts";
import { ensureTestCa, type CertificateKind, type Subject, type TestCa } from "../../fixtures/test-ca/test-ca.ts";
import { chain, diagram, end, lane, start, userTask } from "./diagrams.ts";
import { startInstallation, type ApiAnswer, type Client, type Installation } from "./installation.ts";

/** The applicant sends something; the system says whether they signed in, and only by signature if `method` says so. */
const checked = (process: string, method = ""): string =>
  diagram(
    process,
    `<extensionElements><reg:service regulation="sign-in-regulation" channel="portal" clause="1" /></extensionElements>` +
      lane("applicant", "ask") +
      chain(
        start,
        userTask("ask"),
        [
          "verify",
          `<serviceTask id="verify"><extensionElements><reg:call handler="sign-in.verify">${method}</reg:call></extensionElements></serviceTask>`,
        ],
        userTask("answer"),
        end,
      ),
  );

/** The check comes first, and then somebody is asked. */
const atStart = (process: string, channel: string, role: string, input = ""): string =>
  diagram(
    process,
    `<extensionElements><reg:service regulation="${channel === "portal" ? "sign-in-regulation" : "sign-in-of-staff"}" channel="${channel}" clause="1" /></extensionElements>` +
      lane(role, "answer") +
      chain(
        start,
        [
          "verify",
          `<serviceTask id="verify"><extensionElements><reg:call handler="sign-in.verify">${input}</reg:call></extensionElements></serviceTask>`,
        ],
        userTask("answer"),
        end,
      ),
  );

const PASSWORD = "a-password-of-my-own";

describe("signing in", () => {
  let house: Installation;
  let administrator: Client;
  let ca: TestCa;
  const { applicant, unknownApplicant, clerk } = makePeople().personas;
  const me: Subject = { ...unknownApplicant, label: "registering" };

  before(async () => {
    house = await startInstallation({ regulations: [] });
    ca = await ensureTestCa(join(house.dataDir, "demo-ca"));
    administrator = await house.as("administrator");
    const unit = {
      kind: "provider",
      names: { kk: "Бөлім", ru: "Отдел", en: "Department" },
      provides: ["sign-in-regulation"],
      defaultFor: ["sign-in-regulation"],
    };
    await administrator.send("PUT", "/api/v1/units/sign-in-unit", { json: unit });
    const only = `<reg:input name="method">signature</reg:input>`;
    const staff = `<reg:input name="who">staff</reg:input>`;
    for (const content of [
      checked("checked"),
      checked("checked-signature", only),
      atStart("at-start", "portal", "applicant"),
      atStart("at-start-of-staff", "office", "office-clerk", staff),
    ]) {
      const resources = [{ kind: "bpmn", name: "diagram.bpmn", content }];
      const { status, text } = await (await house.as("analyst")).post("/api/v1/definitions", { resources });
      expect(status, text).to.equal(201);
    }
  });
  after(() => house.stop());

  const code = ({ status, body }: ApiAnswer) => [status, (body as { code?: string }).code];
  const signIn = (body: object) => house.stranger.post("/api/v1/sessions", body);
  async function challenge() {
    const { status, body } = await house.stranger.post("/api/v1/sessions/challenge");
    expect(status).to.equal(201);
    return body as { nonce: string; content: string; audience: string };
  }
  async function signed(subject: Subject, kind: CertificateKind = "sign-in") {
    const { nonce, content } = await challenge();
    return { nonce, signature: signWith(await ca.signer(subject, kind), Buffer.from(content, "base64")) };
  }
  const tokenOf = ({ body, text }: ApiAnswer): Client => {
    expect(body, text).to.have.property("token");
    return house.withToken((body as { token: string }).token);
  };

  describe("by personal number and password", () => {
    it("signs the applicant in, whose login nobody has to know", async () => {
      const answer = await signIn({ iin: applicant.iin, password: "demo-applicant" });
      expect(answer.status, answer.text).to.equal(201);
      expect((await tokenOf(answer).get("/api/v1/me")).body).to.include({ login: "applicant" });
    });

    it("refuses a wrong password and an unknown number in the same words, and staff, who have logins", async () => {
      const answers = [
        await signIn({ iin: applicant.iin, password: "wrong" }),
        await signIn({ iin: "000101000000", password: "wrong" }),
        await signIn({ iin: clerk.iin, password: "demo-office-clerk" }),
      ];
      for (const { status, body } of answers) {
        expect(status).to.equal(401);
        expect(body).to.deep.equal(answers[0]!.body);
      }
    });

    it("takes one way at a time", async () => {
      const { nonce, signature } = await signed({ ...applicant, label: "applicant" });
      for (const body of [
        {},
        { iin: applicant.iin },
        { login: "applicant", iin: applicant.iin, password: "demo-applicant" },
        { nonce, signature, password: "demo-applicant" },
        { nonce },
      ])
        expect(code(await signIn(body)), JSON.stringify(Object.keys(body))).to.deep.equal([422, "REQUEST_INVALID"]);
    });
  });

  describe("by signature", () => {
    it("signs in whoever signed the challenge with a sign-in certificate", async () => {
      const answer = await signIn(await signed({ ...applicant, label: "applicant" }));
      expect(answer.status, answer.text).to.equal(201);
      expect((await tokenOf(answer).get("/api/v1/me")).body).to.include({ login: "applicant" });
    });

    it("counts once: the same answer again is refused", async () => {
      const answer = await signed({ ...applicant, label: "applicant" });
      expect((await signIn(answer)).status).to.equal(201);
      expect(code(await signIn(answer))).to.deep.equal([401, "SIGN_IN_REFUSED"]);
    });

    it("refuses with the reason: another challenge, a certificate for signing, an expired one, a revoked one", async () => {
      const subject = { ...applicant, label: "applicant" };
      const other = await signed(subject);
      const { nonce } = await challenge();
      const refused = [
        ["signature-mismatch", { ...other, nonce }],
        ["wrong-purpose", await signed(subject, "valid")],
        ["expired", await signed(subject, "expired-sign-in")],
        ["revoked", await signed(subject, "revoked-sign-in")],
      ] as const;
      for (const [reason, body] of refused) {
        const answer = await signIn(body);
        expect(code(answer), reason).to.deep.equal([401, "SIGN_IN_REFUSED"]);
        expect((answer.body as { detail: string }).detail).to.match(new RegExp(`^[a-z-]*${reason}[a-z-]*: `));
      }
    });

    it("says to whom has no account that they may register", async () => {
      expect(code(await signIn(await signed(me)))).to.deep.equal([409, "NOT_REGISTERED"]);
    });
  });

  describe("registering", () => {
    it("makes an applicant of whoever proves who they are, with the name of the certificate; once", async () => {
      const { nonce, signature } = await signed(me);
      const answer = await house.stranger.post("/api/v1/registrations", { nonce, signature, password: PASSWORD });
      expect(answer.status, answer.text).to.equal(201);
      const { account } = answer.body as { account: { name: string; roles: string[]; login: string } };
      expect(account).to.deep.include({ roles: ["applicant"] });
      expect(account.name).to.include(me.surname.toUpperCase());
      expect(answer.text).to.not.include(me.iin);
      const again = await house.stranger.post("/api/v1/registrations", await signed(me));
      expect(code(again)).to.deep.equal([409, "ALREADY_REGISTERED"]);
      expect((await signIn({ iin: me.iin, password: PASSWORD })).status).to.equal(201);
      expect((await signIn(await signed(me))).status).to.equal(201);
      expect(house.log()).to.not.include(me.iin);
    });
  });

  describe("in the case", () => {
    async function facts(client: Client, process: string): Promise<object> {
      const begun = await client.post("/api/v1/cases", { process });
      expect(begun.status, begun.text).to.equal(201);
      const { case: id } = begun.body as { case: string };
      const { items } = (await client.get(`/api/v1/tasks?case=${id}`)).body as { items: { id: string }[] };
      expect((await client.post(`/api/v1/tasks/${items[0]!.id}/complete`, {})).status).to.equal(200);
      await house.server.settle();
      return ((await client.get(`/api/v1/cases/${id}`)).body as { variables: object }).variables;
    }

    it("stands how the applicant signed in, and nothing of the secret", async () => {
      const byPassword = tokenOf(await signIn({ iin: applicant.iin, password: "demo-applicant" }));
      const bySignature = tokenOf(await signIn(await signed({ ...applicant, label: "applicant" })));
      const right = (method: string) => ({ signedIn: true, method, reason: "verified" });
      expect(await facts(byPassword, "checked")).to.deep.equal(right("password"));
      expect(await facts(bySignature, "checked")).to.deep.equal(right("signature"));
      expect(await facts(byPassword, "checked-signature")).to.deep.equal({
        signedIn: false,
        method: "password",
        reason: "other-way",
      });
      expect(await facts(bySignature, "checked-signature")).to.deep.equal(right("signature"));
    });

    it("stands at once where the diagram checks it before anybody is asked for anything; the staff's too", async () => {
      const applicantsToken = tokenOf(await signIn({ iin: applicant.iin, password: "demo-applicant" }));
      const cases: [Client, string, object][] = [
        [applicantsToken, "at-start", { signedIn: true, method: "password", reason: "verified" }],
        [
          await house.as("office-clerk"),
          "at-start-of-staff",
          { signedIn: true, method: "password", reason: "verified" },
        ],
      ];
      for (const [client, process, outcome] of cases) {
        const begun = await client.post("/api/v1/cases", { process });
        expect(begun.status, begun.text).to.equal(201);
        const { case: id } = begun.body as { case: string };
        await house.server.settle();
        const { variables } = (await client.get(`/api/v1/cases/${id}`)).body as { variables: object };
        expect(variables, process).to.deep.equal(outcome);
      }
    });

    it("cannot be said by a form: none of that name is deployed", async () => {
      const analyst = await house.as("analyst");
      const bpmn = `<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" targetNamespace="urn:t"><process id="sly" isExecutable="true"><startEvent id="s" /></process></definitions>`;
      const resources = [
        { kind: "bpmn", name: "sly.bpmn", content: bpmn },
        { kind: "form", name: "session", content: `{"type":"object"}` },
      ];
      const answer = await analyst.post("/api/v1/definitions", { resources });
      expect(code(answer)).to.deep.equal([422, "DIAGRAM_BROKEN"]);
      expect(answer.text).to.contain("form-name-taken");
    });

    it("cannot be said by the applicant: no document of that name is taken", async () => {
      const client = await house.as("applicant");
      const { body } = await client.post("/api/v1/cases", { process: "checked" });
      const document = { name: "session", mediaType: "application/json", content: "e30=" };
      const answer = await client.post(`/api/v1/cases/${(body as { case: string }).case}/documents`, document);
      expect(code(answer)).to.deep.equal([422, "REQUEST_INVALID"]);
    });
  });

  describe("the account", () => {
    async function makeAccount(login: string, more: object = {}): Promise<string> {
      const account = { login, password: PASSWORD, name: "Somebody", roles: ["auditor"], ...more };
      const { status, body, text } = await administrator.post("/api/v1/accounts", account);
      expect(status, text).to.equal(201);
      return (body as { id: string }).id;
    }
    const enter = async (login: string, password = PASSWORD) => tokenOf(await signIn({ login, password }));

    it("changes its own password: the old one is worth nothing, and its other sessions end", async () => {
      await makeAccount("changing");
      const [here, there] = [await enter("changing"), await enter("changing")];
      const next = "another-password-of-mine";
      const put = (current: string) => here.send("PUT", "/api/v1/me/password", { json: { current, password: next } });
      expect(code(await put("wrong"))).to.deep.equal([401, "LOGIN_FAILED"]);
      expect((await put(PASSWORD)).status).to.equal(204);
      expect((await here.get("/api/v1/me")).status).to.equal(200);
      expect((await there.get("/api/v1/me")).status).to.equal(401);
      expect((await signIn({ login: "changing", password: PASSWORD })).status).to.equal(401);
      expect((await signIn({ login: "changing", password: next })).status).to.equal(201);
    });

    it("is locked by wrong passwords at its own change, too, until an administrator gives it another", async () => {
      const id = await makeAccount("guessing");
      const client = await enter("guessing");
      const put = () => client.send("PUT", "/api/v1/me/password", { json: { current: "wrong", password: PASSWORD } });
      for (let tries = 0; tries < 5; tries++) await put();
      expect(code(await put())).to.deep.equal([429, "ACCOUNT_LOCKED"]);
      expect(code(await signIn({ login: "guessing", password: PASSWORD }))).to.deep.equal([429, "ACCOUNT_LOCKED"]);
      const reset = await administrator.post(`/api/v1/accounts/${id}/one-time-password`);
      expect(reset.status, reset.text).to.equal(201);
      expect((await client.get("/api/v1/me")).status).to.equal(401);
      const { password } = reset.body as { password: string };
      const again = await enter("guessing", password);
      // With that password nothing can be done but choose another.
      expect(code(await again.get("/api/v1/cases"))).to.deep.equal([403, "PASSWORD_EXPIRED"]);
      expect((await again.get("/api/v1/me")).body).to.include({ passwordExpired: true });
      const own = { current: password, password: "chosen-by-myself" };
      expect((await again.send("PUT", "/api/v1/me/password", { json: own })).status).to.equal(204);
      expect((await again.get("/api/v1/cases")).status).to.equal(200);
      expect(house.log()).to.not.include(password);
    });

    it("disabled, loses its sessions and gets no new one, until it is let in again", async () => {
      const id = await makeAccount("leaving");
      const client = await enter("leaving");
      const state = (disabled: boolean) =>
        administrator.send("PUT", `/api/v1/accounts/${id}/state`, { json: { disabled } });
      expect((await state(true)).body).to.have.property("disabledAt");
      expect((await client.get("/api/v1/me")).status).to.equal(401);
      expect(code(await signIn({ login: "leaving", password: PASSWORD }))).to.deep.equal([401, "LOGIN_FAILED"]);
      expect((await state(false)).body).to.not.have.property("disabledAt");
      expect((await signIn({ login: "leaving", password: PASSWORD })).status).to.equal(201);
    });

    it("given other roles, has their rights from then on, under the same rules as a new one", async () => {
      const id = await makeAccount("moving");
      const before = await enter("moving");
      const roles = (json: object) =>
        administrator.send("PUT", `/api/v1/accounts/${id}`, {
          json: { name: "Somebody", language: "ru", version: 1, ...json },
        });
      expect(code(await roles({ roles: ["office-clerk"] }))).to.deep.equal([422, "REQUEST_INVALID"]);
      expect(code(await roles({ roles: ["office-clerk"], unit: "nowhere" }))).to.deep.equal([404, "UNIT_NOT_FOUND"]);
      expect(code(await roles({ roles: ["worker", "auditor"], topics: ["demo"] }))).to.deep.equal([
        422,
        "REQUEST_INVALID",
      ]);
      const changed = await roles({ roles: ["office-clerk"], unit: "sign-in-unit" });
      expect(changed.body).to.deep.include({ roles: ["office-clerk"], unit: "sign-in-unit" });
      expect((await before.get("/api/v1/me")).status).to.equal(401);
      expect((await (await enter("moving")).get("/api/v1/accounts")).status).to.equal(403);
      // Who had read it before is told, and nothing is overwritten.
      expect(code(await roles({ roles: ["auditor"] }))).to.deep.equal([409, "ACCOUNT_CHANGED"]);
      const renamed = await roles({ name: "Other", roles: ["office-clerk"], unit: "sign-in-unit", version: 2 });
      expect(renamed.body).to.include({ name: "Other", version: 3 });
    });

    it("is signed out everywhere by an administrator", async () => {
      const id = await makeAccount("everywhere");
      const [here, there] = [await enter("everywhere"), await enter("everywhere")];
      expect((await administrator.send("DELETE", `/api/v1/accounts/${id}/sessions`)).status).to.equal(204);
      for (const client of [here, there]) expect((await client.get("/api/v1/me")).status).to.equal(401);
    });

    it("of the last administrator stays: of two who take each other's rights the second is refused", async () => {
      const id = await makeAccount("second-administrator", { roles: ["administrator"] });
      const second = await enter("second-administrator");
      const end = (client: Client, account: string) =>
        client.send("PUT", `/api/v1/accounts/${account}/state`, { json: { disabled: true } });
      const both = await Promise.all([end(second, "demo-administrator"), end(administrator, id)]);
      expect(both.filter(({ status }) => status === 200)).to.have.length(1);
      if (both[0]!.status === 200) {
        const undo = await second.send("PUT", "/api/v1/accounts/demo-administrator/state", {
          json: { disabled: false },
        });
        expect(undo.status).to.equal(200);
        administrator = tokenOf(await signIn({ login: "administrator", password: "demo-administrator" }));
      }
    });

    it("of the administrator is changed by another one only; an account that is not there is not found", async () => {
      const own = "/api/v1/accounts/demo-administrator";
      for (const [method, path, json] of [
        ["PUT", "/state", { disabled: true }],
        ["PUT", "", { name: "A", language: "en", roles: ["auditor"], version: 1 }],
        ["POST", "/one-time-password", undefined],
      ] as const) {
        const call = json === undefined ? {} : { json };
        expect(code(await administrator.send(method, own + path, call))).to.deep.equal([409, "OWN_ACCOUNT"]);
        const nobody = await administrator.send(method, `/api/v1/accounts/nobody${path}`, call);
        expect(code(nobody)).to.deep.equal([404, "ACCOUNT_NOT_FOUND"]);
      }
    });
  });
});
