import type { Header, WrittenRequest } from "../requests/request.ts";

// How identity providers say the same thing: docs/profiles.md has what is known of each.

const USER = "urn:ietf:params:scim:schemas:core:2.0:User";
const ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";
const GROUP = "urn:ietf:params:scim:schemas:core:2.0:Group";
const PATCH = "urn:ietf:params:scim:api:messages:2.0:PatchOp";

/** Somebody that a scenario is about. */
export interface Person {
  readonly userName: string;
  readonly given: string;
  readonly family: string;
  readonly number: string;
  readonly title: string;
  readonly department: string;
  readonly userType?: string;
}

/** Attributes of a person that change. */
export type Changes = Partial<Pick<Person, "title" | "department" | "family">>;

/** A request, and the statuses that the sender can live with. */
export interface Sent {
  readonly request: WrittenRequest;
  readonly expect: readonly number[];
}

/** An identity provider, as it sends things. */
export interface Client {
  readonly id: string;
  readonly title: string;
  readonly profile: string;
  readonly confidence: string;
  /** Whether leavers are deleted in the end. */
  readonly deletes: boolean;
  /** Whether the manager is sent in a request of its own, after all users are there. */
  readonly managerLater: boolean;
  lookup(userName: string): Sent;
  create(person: Person, manager?: string): Sent;
  update(id: string, person: Person, changes: Changes): Sent;
  manager(id: string, manager: string): Sent;
  activate(id: string, active: boolean): Sent;
  remove(endpoint: string, id: string): Sent;
  createGroup(name: string): Sent;
  renameGroup(id: string, name: string): Sent;
  addMembers(id: string, members: readonly Member[]): Sent;
  removeMembers(id: string, members: readonly Member[]): Sent;
}

export interface Member {
  readonly id: string;
  readonly userName: string;
}

const HEADERS: readonly Header[] = [
  ["Content-Type", "application/scim+json; charset=utf-8"],
  ["Accept", "application/scim+json"],
];

function sent(method: string, url: string, body: object | undefined, ...expect: number[]): Sent {
  const text = body === undefined ? "" : JSON.stringify(body);
  const headers = HEADERS.filter(([name]) => body !== undefined || name === "Accept");
  return { request: { method, url, headers, body: text }, expect };
}

const patch = (url: string, ...Operations: object[]) =>
  sent("PATCH", url, { schemas: [PATCH], Operations }, 200, 204);

function userOf(person: Person, manager?: string): Record<string, unknown> {
  const { userName, given, family, number, title, department, userType } = person;
  return {
    schemas: [USER, ENTERPRISE],
    externalId: number,
    userName,
    name: { givenName: given, familyName: family },
    displayName: `${given} ${family}`,
    title,
    ...(userType !== undefined && { userType }),
    active: true,
    emails: [{ value: userName, type: "work", primary: true }],
    [ENTERPRISE]: {
      employeeNumber: number,
      department,
      ...(manager !== undefined && { manager: { value: manager } }),
    },
  };
}

export function seedUser(person: Person, manager?: string): Record<string, unknown> {
  return userOf(person, manager);
}

export function seedGroup(
  displayName: string,
  members: readonly string[],
): Record<string, unknown> {
  return { schemas: [GROUP], displayName, members: members.map(value => ({ value })) };
}

/** What the standard has for it, in the shortest way. */
const standard = {
  deletes: true,
  managerLater: false,
  lookup: (userName: string) =>
    sent("GET", `/Users?filter=userName eq "${userName}"`, undefined, 200),
  create: (person: Person, manager?: string) =>
    sent("POST", "/Users", userOf(person, manager), 201, 409),
  update: (id: string, _: Person, changes: Changes) =>
    patch(
      `/Users/${id}`,
      ...paths(changes).map(([path, value]) => ({ op: "replace", path, value })),
    ),
  manager: (id: string, manager: string) =>
    patch(`/Users/${id}`, {
      op: "replace",
      path: `${ENTERPRISE}:manager.value`,
      value: manager,
    }),
  activate: (id: string, active: boolean) =>
    patch(`/Users/${id}`, { op: "replace", path: "active", value: active }),
  remove: (endpoint: string, id: string) =>
    sent("DELETE", `${endpoint}/${id}`, undefined, 204, 404),
  createGroup: (displayName: string) =>
    sent("POST", "/Groups", { schemas: [GROUP], displayName }, 201, 409),
  renameGroup: (id: string, displayName: string) =>
    patch(`/Groups/${id}`, { op: "replace", path: "displayName", value: displayName }),
  addMembers: (id: string, members: readonly Member[]) =>
    patch(`/Groups/${id}`, {
      op: "add",
      path: "members",
      value: members.map(member => ({ value: member.id })),
    }),
  removeMembers: (id: string, members: readonly Member[]) =>
    patch(
      `/Groups/${id}`,
      ...members.map(member => ({ op: "remove", path: `members[value eq "${member.id}"]` })),
    ),
};

function paths({ title, department, family }: Changes): [path: string, value: string][] {
  const all: [string, string | undefined][] = [
    ["title", title],
    ["name.familyName", family],
    [`${ENTERPRISE}:department`, department],
  ];
  return all.filter((pair): pair is [string, string] => pair[1] !== undefined);
}

const entra: Client = {
  ...standard,
  id: "entra",
  title: "Entra ID",
  profile: "entra",
  confidence: "Documented by the vendor, and seen in logs",
  managerLater: true,
  lookup: userName =>
    sent("GET", `/Users?filter=userName+eq+%22${encodeURIComponent(userName)}%22`, undefined, 200),
  update: (id, _, changes) =>
    patch(
      `/Users/${id}`,
      ...paths(changes).map(([path, value]) => ({ op: "Replace", path, value })),
    ),
  manager: (id, manager) =>
    patch(`/Users/${id}`, { op: "Add", path: `${ENTERPRISE}:manager`, value: manager }),
  activate: (id, active) =>
    patch(`/Users/${id}`, { op: "Replace", path: "active", value: active ? "True" : "False" }),
  createGroup: displayName =>
    sent(
      "POST",
      "/Groups",
      {
        schemas: [
          GROUP,
          "http://schemas.microsoft.com/2006/11/ResourceManagement/ADSCIM/2.0/Group",
        ],
        displayName,
      },
      201,
      409,
    ),
  renameGroup: (id, displayName) =>
    patch(`/Groups/${id}`, { op: "Replace", path: "displayName", value: displayName }),
  addMembers: (id, members) =>
    patch(`/Groups/${id}`, {
      op: "Add",
      path: "members",
      value: members.map(member => ({ $ref: null, value: member.id })),
    }),
  removeMembers: (id, members) =>
    patch(`/Groups/${id}`, {
      op: "Remove",
      path: "members",
      value: members.map(member => ({ $ref: null, value: member.id })),
    }),
};

const okta: Client = {
  ...standard,
  id: "okta",
  title: "Okta",
  profile: "okta",
  confidence: "Documented by the vendor",
  deletes: false,
  lookup: userName =>
    sent(
      "GET",
      `/Users?filter=userName%20eq%20%22${encodeURIComponent(userName)}%22&startIndex=1&count=100`,
      undefined,
      200,
    ),
  create: (person, manager) =>
    sent("POST", "/Users", { ...userOf(person, manager), locale: "en-US", groups: [] }, 201, 409),
  update: (id, person, changes) =>
    sent("PUT", `/Users/${id}`, { ...userOf({ ...person, ...changes }), id, groups: [] }, 200),
  activate: (id, active) => patch(`/Users/${id}`, { op: "replace", value: { active } }),
  createGroup: displayName =>
    sent("POST", "/Groups", { schemas: [GROUP], displayName, members: [] }, 201, 409),
  renameGroup: (id, displayName) =>
    patch(`/Groups/${id}`, { op: "replace", value: { id, displayName } }),
  addMembers: (id, members) =>
    patch(`/Groups/${id}`, {
      op: "add",
      path: "members",
      value: members.map(member => ({ value: member.id, display: member.userName })),
    }),
};

const google: Client = {
  ...standard,
  id: "google",
  title: "Google Workspace",
  profile: "google",
  confidence:
    "The life cycle is documented; what goes over the wire isn't, so these are the standard's requests",
};

export const CLIENTS: readonly [Client, ...Client[]] = [entra, okta, google];
