import {
  CirclePlay,
  FileCheck,
  FileSearch,
  Funnel,
  GitCompareArrows,
  type IconNode,
  ListTree,
  ScrollText,
  Terminal,
  Users,
} from "lucide";
import type { ComponentType } from "preact";
import type { Engine } from "./engine.ts";

/** What a room is given. */
export interface RoomProps {
  readonly engine: Engine;
  /** Whether it is the one in view. Rooms stay as they are while another one is. */
  readonly active: boolean;
}

export interface Room {
  /** Its name in the address: `#/id`. */
  readonly id: string;
  readonly title: string;
  readonly icon: IconNode;
  /** Heading of the rail that it stands under; the first group has none. */
  readonly group?: string;
  /** Fetches its code: each room has a chunk of its own. */
  load(): Promise<ComponentType<RoomProps>>;
}

export const ROOMS: readonly [Room, ...Room[]] = [
  {
    id: "console",
    title: "Console",
    icon: Terminal,
    load: async () => (await import("../rooms/console/ConsoleRoom.tsx")).ConsoleRoom,
  },
  {
    id: "document",
    title: "Document",
    icon: FileCheck,
    load: async () => (await import("../rooms/document/DocumentRoom.tsx")).DocumentRoom,
  },
  {
    id: "filter",
    title: "Filter lab",
    icon: Funnel,
    load: async () => (await import("../rooms/filter/FilterRoom.tsx")).FilterRoom,
  },
  {
    id: "patch",
    title: "PATCH lab",
    icon: GitCompareArrows,
    load: async () => (await import("../rooms/patch/PatchRoom.tsx")).PatchRoom,
  },
  {
    id: "directory",
    title: "Directory",
    icon: Users,
    load: async () => (await import("../rooms/directory/DirectoryRoom.tsx")).DirectoryRoom,
  },
  {
    id: "audit",
    title: "Audit",
    icon: ScrollText,
    load: async () => (await import("../rooms/audit/AuditRoom.tsx")).AuditRoom,
  },
  {
    id: "scenarios",
    title: "Scenarios",
    icon: CirclePlay,
    group: "Learn and check",
    load: async () => (await import("../rooms/scenarios/ScenariosRoom.tsx")).ScenariosRoom,
  },
  {
    id: "schema",
    title: "Schemas",
    icon: ListTree,
    group: "Learn and check",
    load: async () => (await import("../rooms/schema/SchemaRoom.tsx")).SchemaRoom,
  },
  {
    id: "check",
    title: "Check a file",
    icon: FileSearch,
    group: "Learn and check",
    load: async () => (await import("../rooms/check/CheckRoom.tsx")).CheckRoom,
  },
];

/** The room that an address names; the first one if none. */
export function roomOf(hash: string): Room {
  const id = /^#\/([^/?]*)/.exec(hash)?.[1];
  return ROOMS.find(room => room.id === id) ?? ROOMS[0];
}
