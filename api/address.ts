/** Where a route stands and what its query may hold: asked by the express application and by the OpenAPI document. */
import { DEFAULT_PAGE, LARGEST_PAGE, type Route } from "./route.ts";
import type { Schema } from "./validation.ts";

const BASE_PATH = "/api/v1";

/** Problem types stand at /problems/CODE (their `type` says so), documents are verified at /verify/NUMBER (their QR codes say so); everything else below /api/v1. */
export const fullPath = (route: Pick<Route, "path">): string =>
  /^\/(?:problems|verify)\//.test(route.path) ? route.path : `${BASE_PATH}${route.path}`;

/** The schema of a route's query, paging included. */
export function querySchema(route: Route): Schema {
  const paging = {
    limit: {
      type: "integer",
      minimum: 1,
      maximum: LARGEST_PAGE,
      default: DEFAULT_PAGE,
      description: "Items on a page.",
    },
    cursor: { type: "string", minLength: 1, maxLength: 1000, description: "`next` of the page before." },
  };
  return {
    type: "object",
    properties: { ...route.query, ...(route.paged ? paging : {}) },
    additionalProperties: route.foreignQuery === true,
  };
}
