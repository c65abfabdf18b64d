/**
 * The areas of the application: what stands in the navigation, for whom, and what is loaded when somebody goes there. An area is in this list once it
 * has something to do in it; docs/web.md says how a page is added.
 */
import { IconFileDescription, IconHistory, IconInbox, IconSettings, IconSitemap, type Icon } from "@tabler/icons-react";
import type { ComponentType } from "react";
import { STAFF } from "./roles.ts";
import type { Role } from "./session.tsx";

export interface Area {
  /** Its folder below web/, its first part of the address, and `areas.ID` in the words of `app`. */
  readonly id: "inbox" | "portal" | "studio" | "audit" | "admin";
  readonly roles: readonly Role[];
  readonly icon: Icon;
  /** Where its people land; its own address unless said. */
  readonly home?: string;
  /** Addresses below it that strangers may read as well. */
  readonly open?: RegExp;
  readonly load: () => Promise<{ readonly default: ComponentType }>;
}

export const AREAS: readonly Area[] = [
  {
    id: "inbox",
    roles: STAFF,
    icon: IconInbox,
    load: async () => ({ default: (await import("../inbox/inbox-area.tsx")).InboxArea }),
  },
  {
    id: "studio",
    roles: ["analyst"],
    icon: IconSitemap,
    load: async () => ({ default: (await import("../studio/studio-area.tsx")).StudioArea }),
  },
  {
    id: "portal",
    roles: ["applicant"],
    icon: IconFileDescription,
    home: "/portal/applications",
    open: /^\/portal(?:\/(?:services\/[^/]+|register))?\/?$/,
    load: async () => ({ default: (await import("../portal/portal-area.tsx")).PortalArea }),
  },
  {
    id: "audit",
    roles: ["auditor", "head", "administrator"],
    icon: IconHistory,
    load: async () => ({ default: (await import("../audit/audit-area.tsx")).AuditArea }),
  },
  {
    id: "admin",
    roles: ["administrator"],
    icon: IconSettings,
    load: async () => ({ default: (await import("../admin/admin-area.tsx")).AdminArea }),
  },
];
