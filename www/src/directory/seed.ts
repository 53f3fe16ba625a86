// People and groups that exist nowhere, the same each time: an organisation of any size to try things on.

const GIVEN =
  "Mira Noor Tomas Ingrid Kwame Aiko Leila Mateus Zofia Arjun Freya Omar Lucia Bjorn Naledi Hana Emil Farah Joao Saskia Viktor Amina Pavel Ines Ravi Elif Jonas Mei Oskar Thandi".split(
    " ",
  );
const FAMILY =
  "Oduya Lindqvist Haddad Novak Mensah Tanaka Costa Kowalski Menon Berg Rahman Vargas Dlamini Sato Weber Okafor Silva Jansen Petrov Ito Moreau Kaya Nilsen Zhang Farkas Mokoena Brandt Acosta Ivers Quist".split(
    " ",
  );
const DEPARTMENTS =
  "Hydrology Finance Logistics Research Legal Operations Security Design Facilities Procurement".split(
    " ",
  );
const TITLES = ["Engineer", "Analyst", "Lead", "Coordinator", "Specialist", "Director"];

const USER = "urn:ietf:params:scim:schemas:core:2.0:User";
const ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";
const GROUP = "urn:ietf:params:scim:schemas:core:2.0:Group";
const DOMAIN = "brightwater.example";

/** A resource of the organisation, and the id that it is to have. */
export interface Seedling {
  readonly endpoint: "/Users" | "/Groups";
  readonly id: string;
  readonly resource: object;
}

/** The users, then the groups of their departments. Every ninth user has left. */
export function* seedlings(users: number): Generator<Seedling> {
  for (let index = 0; index < users; index++)
    yield { endpoint: "/Users", id: idOf(index), resource: user(index) };
  for (const [index, department] of DEPARTMENTS.entries()) {
    const members: object[] = [];
    for (let at = index; at < users; at += DEPARTMENTS.length) members.push({ value: idOf(at) });
    yield {
      endpoint: "/Groups",
      id: `9f0000${hex(index, 2)}-0000-4000-8000-000000000000`,
      resource: { schemas: [GROUP], displayName: department, members },
    };
  }
}

function user(index: number): object {
  const given = pick(GIVEN, index);
  const family = pick(FAMILY, Math.floor(index / GIVEN.length) + index * 7);
  const round = Math.floor(index / (GIVEN.length * FAMILY.length));
  // After all names were given once they are numbered.
  const name = `${given}.${family}${round > 0 ? round + 1 : ""}`.toLowerCase();
  const userName = `${name}@${DOMAIN}`;
  return {
    schemas: [USER, ENTERPRISE],
    userName,
    externalId: `E${String(10_000 + index)}`,
    name: { givenName: given, familyName: family },
    displayName: `${given} ${family}`,
    title: pick(TITLES, index * 5),
    active: index % 9 !== 8,
    emails: [
      { value: userName, type: "work", primary: true },
      ...(index % 3 === 0 ? [{ value: `${name}@home.example`, type: "home" }] : []),
    ],
    ...(index % 4 === 0 && {
      phoneNumbers: [{ value: `tel:+46-8-555-${String(1000 + (index % 9000))}`, type: "work" }],
    }),
    [ENTERPRISE]: {
      employeeNumber: String(10_000 + index),
      department: pick(DEPARTMENTS, index),
      costCenter: String(4100 + (index % 40)),
      ...(index >= DEPARTMENTS.length && { manager: { value: idOf(index % DEPARTMENTS.length) } }),
    },
  };
}

function pick(list: readonly string[], index: number): string {
  return list[index % list.length] ?? "";
}

/** The id of a user of the organisation. */
export function idOf(index: number): string {
  return `7c1e${hex(index, 4)}-0000-4000-8000-00000000${hex(index, 4)}`;
}

function hex(index: number, digits: number): string {
  return index.toString(16).padStart(digits, "0");
}
