// Users as they stand in a directory: of about 1.4 kB (core), and of about 2.6 kB (core and enterprise).
// They are made from a seed, so that each run has the same ones.

const CORE = "urn:ietf:params:scim:schemas:core:2.0:User";
const ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";

const PLAIN = {
  given: ["Mira", "Otto", "Lena", "Paul", "Ines", "Tom", "Clara", "Jonas"],
  family: ["Lindqvist", "Brandt", "Keller", "Novak", "Peters", "Moreau", "Santos", "Okafor"],
  city: ["Bremen", "Lyon", "Porto", "Turin", "Ghent", "Malmo", "Graz", "Leeds"],
  title: ["Buyer", "Engineer", "Planner", "Accountant", "Designer", "Analyst", "Clerk", "Driver"],
};

// Half of these fit into one byte a character in V8, the others make a string of two-byte characters.
const ACCENTED = {
  given: ["Zoë", "Jürgen", "Renée", "Søren", "Łucja", "Ayşe", "美咲", "Олена"],
  family: ["Lindström", "Müller", "Peña", "Brøgger", "Nowicką", "Yıldız", "田中", "Шевченко"],
  city: ["Malmö", "Köln", "Cádiz", "Århus", "Łódź", "Muş", "大阪", "Львів"],
  title: [
    "Einkäuferin",
    "Ingénieur",
    "Diseñador",
    "Bogholder",
    "Księgowa",
    "Şoför",
    "設計",
    "Аналітик",
  ],
};

/** Deterministic numbers (mulberry32). */
function numbers(seed) {
  let state = seed;
  return below => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

function core(next, words, index) {
  const pick = list => list[next(list.length)];
  const [given, family, city] = [pick(words.given), pick(words.family), pick(words.city)];
  const login = `user${String(next(1_000_000)).padStart(6, "0")}`;
  const id = Array.from({ length: 4 }, () =>
    next(2 ** 32)
      .toString(16)
      .padStart(8, "0"),
  ).join("-");
  return {
    schemas: [CORE],
    id,
    externalId: `${next(10_000_000)}`,
    meta: {
      resourceType: "User",
      created: `2021-0${1 + next(9)}-1${next(10)}T08:${10 + next(50)}:00Z`,
      lastModified: `2024-0${1 + next(9)}-2${next(9)}T17:${10 + next(50)}:12.${100 + next(900)}Z`,
      version: `W/"${next(2 ** 32).toString(16)}"`,
      location: `https://scim.shop.example/v2/Users/${id}`,
    },
    userName: `${login}@shop.example`,
    name: { formatted: `${given} ${family}`, familyName: family, givenName: given },
    displayName: `${given} ${family}`,
    nickName: given,
    profileUrl: `https://people.shop.example/${id}`,
    title: pick(words.title),
    userType: "Employee",
    preferredLanguage: "en-GB",
    locale: "en-GB",
    timezone: "Europe/Berlin",
    active: index % 7 !== 0,
    emails: [
      { value: `${login}@shop.example`, type: "work", primary: true },
      { value: `${login}@mail.example`, type: "home" },
    ],
    phoneNumbers: [
      { value: `tel:+49-30-${1_000_000 + next(9_000_000)}`, type: "work" },
      { value: `tel:+49-171-${1_000_000 + next(9_000_000)}`, type: "mobile" },
    ],
    addresses: [
      {
        type: "work",
        streetAddress: `${1 + next(200)} Harbour Road`,
        locality: city,
        postalCode: `${10_000 + next(90_000)}`,
        country: "DE",
        formatted: `${city}\n${10_000 + next(90_000)} DE`,
        primary: true,
      },
    ],
    photos: [{ value: `https://people.shop.example/${id}/portrait.jpg`, type: "photo" }],
    roles: [{ value: "buyer", display: "Buyer", type: "default", primary: true }],
  };
}

function enterprise(next, words, index) {
  const pick = list => list[next(list.length)];
  const user = core(next, words, index);
  const reference = kind => {
    const value = `${next(2 ** 32)
      .toString(16)
      .padStart(8, "0")}-${next(2 ** 32)
      .toString(16)
      .padStart(8, "0")}`;
    return { value, $ref: `https://scim.shop.example/v2/${kind}/${value}` };
  };
  return {
    ...user,
    schemas: [CORE, ENTERPRISE],
    groups: Array.from({ length: 5 }, (_, group) => ({
      ...reference("Groups"),
      display: `${pick(words.city)} ${group}`,
      type: "direct",
    })),
    entitlements: [{ value: "warehouse:read" }, { value: "orders:write" }],
    [ENTERPRISE]: {
      employeeNumber: `${next(1_000_000)}`,
      costCenter: `${1000 + next(9000)}`,
      organization: "Shop Example Ltd",
      division: pick(words.city),
      department: pick(words.title),
      manager: { ...reference("Users"), displayName: `${pick(words.given)} ${pick(words.family)}` },
    },
  };
}

/** `count` users of a kind: "core" or "enterprise", with "plain" (ASCII) or "accented" words. */
export function users(kind, spelling, count) {
  const next = numbers(kind.length * 31 + spelling.length);
  const words = spelling === "plain" ? PLAIN : ACCENTED;
  const make = kind === "core" ? core : enterprise;
  return Array.from({ length: count }, (_, index) => make(next, words, index));
}
