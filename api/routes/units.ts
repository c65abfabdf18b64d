/** The units of the installation: listed for everybody, because an applicant chooses one; kept by the administrator. */
import type { UnitKind, UnitRow } from "../../engine/ports.ts";
import type { ApiContext } from "../context.ts";
import { HttpError } from "../problem.ts";
import {
  json,
  jsonBody,
  pageAnswer,
  pageRequest,
  publicRoute,
  signedInRoute,
  type Paging,
  type Route,
} from "../route.ts";
import * as schemas from "../schemas.ts";

interface NewUnit {
  readonly kind: UnitKind;
  readonly names: UnitRow["names"];
  readonly parent?: string;
  readonly provides?: readonly string[];
  readonly defaultFor?: readonly string[];
  readonly closed?: boolean;
}

export function unitRoutes({ units }: ApiContext): Route[] {
  return [
    publicRoute<unknown, Paging & { provides?: string; kind?: UnitKind }>({
      id: "listUnits",
      method: "get",
      path: "/units",
      tag: "units",
      summary: "The units: who decides, and where applications are taken.",
      query: {
        provides: schemas.textOf("Only those that provide this regulation."),
        kind: schemas.unitKind,
      },
      paged: true,
      answers: { 200: { description: "A page of units, by id.", content: json(schemas.pageOf(schemas.unit)) } },
      problems: ["CURSOR_INVALID"],
      async handle(request) {
        const { provides, kind } = request.query;
        const filter = { ...(provides === undefined ? {} : { provides }), ...(kind === undefined ? {} : { kind }) };
        return pageAnswer(request, await units.list(filter, pageRequest(request.query)));
      },
    }),
    signedInRoute<{ unit: string }, unknown, NewUnit>({
      id: "putUnit",
      method: "put",
      path: "/units/{unit}",
      tag: "units",
      summary: "Make a unit, or replace all that is said of it.",
      description:
        "What it becomes the default for, no other unit is any longer. A unit is never deleted, because cases name it: `closed`, it takes no new ones.",
      action: "unit.edit",
      params: { unit: schemas.newUnitId },
      body: jsonBody(schemas.newUnit),
      answers: {
        200: { description: "Replaced.", content: json(schemas.unit) },
        201: { description: "Made.", content: json(schemas.unit) },
      },
      problems: ["UNIT_NOT_FOUND"],
      async handle({ params, body }) {
        const { kind, names, parent, provides = [], defaultFor = [], closed = false } = body;
        const stray = defaultFor.find((regulation) => !provides.includes(regulation));
        if (stray !== undefined)
          throw new HttpError("REQUEST_INVALID", `The unit does not provide ${stray}.`, {
            problems: [{ pointer: "/defaultFor", detail: `${stray} is not among what it provides` }],
          });
        await checkParents(params.unit, parent);
        const unit: UnitRow = {
          id: params.unit,
          kind,
          names,
          ...(parent === undefined ? {} : { parent }),
          provides: [...provides].sort(),
          defaultFor: [...defaultFor].sort(),
          closed,
        };
        return { status: (await units.put(unit)) === "created" ? 201 : 200, body: unit };
      },
    }),
  ];

  /** The parent is there, and the unit is not above itself. */
  async function checkParents(id: string, parent: string | undefined): Promise<void> {
    for (let above = parent; above !== undefined;) {
      if (above === id)
        throw new HttpError("REQUEST_INVALID", `${id} would belong to itself.`, {
          problems: [{ pointer: "/parent", detail: "belongs to this unit already" }],
        });
      const unit: UnitRow | undefined = await units.byId(above);
      if (unit === undefined)
        throw new HttpError("UNIT_NOT_FOUND", `There is no unit ${above}.`, {
          problems: [{ pointer: "/parent", detail: "not in the list of units" }],
        });
      above = unit.parent;
    }
  }
}
