import { type Client, type Person, type Sent, seedGroup, seedUser } from "./clients.ts";
import type { Check, Scenario, Seed, Step } from "./scenario.ts";

// The life cycle of accounts, as stories. People, numbers and groups exist nowhere.

const DOMAIN = "brightwater.example";
const ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";

const person = (
  given: string,
  family: string,
  number: number,
  title: string,
  department: string,
): Person => ({
  userName: `${given}.${family}@${DOMAIN}`.toLowerCase(),
  given,
  family,
  number: `E${number}`,
  title,
  department,
});

const MIRA = person("Mira", "Oduya", 2001, "Hydrologist", "Field Trials");
const TOMAS = person("Tomas", "Berg", 2002, "Head of Field Trials", "Field Trials");
const INES = person("Ines", "Kovar", 2003, "Metallurgist", "Metallurgy");
const RAVI: Person = {
  ...person("Ravi", "Menon", 9001, "Surveyor", "Field Trials"),
  userType: "Contractor",
};
const CREW = [
  person("Aiko", "Tanaka", 2004, "Analyst", "Finance"),
  person("Joao", "Silva", 2005, "Buyer", "Procurement"),
  person("Leila", "Haddad", 2006, "Counsel", "Legal"),
  person("Oskar", "Nilsen", 2007, "Engineer", "Logistics"),
];

const ID = {
  mira: "7a000001-0000-4000-8000-000000000001",
  tomas: "7a000002-0000-4000-8000-000000000002",
  trials: "9a000001-0000-4000-8000-000000000001",
  finance: "9a000002-0000-4000-8000-000000000002",
};

const user = (id: string, who: Person, manager?: string): Seed => ({
  endpoint: "/Users",
  id,
  resource: seedUser(who, manager),
});
const group = (id: string, name: string, members: readonly string[]): Seed => ({
  endpoint: "/Groups",
  id,
  resource: seedGroup(name, members),
});

const step = (
  title: string,
  why: string,
  { request, expect }: Sent,
  capture?: Record<string, string>,
): Step => ({ title, why, request, expect, ...(capture && { capture }) });

const member = (id: string, who: Person) => ({ id, userName: who.userName });

/** A story that each client tells in its own requests. */
export interface Story {
  readonly id: string;
  readonly title: string;
  readonly about: string;
  told(client: Client): Pick<Scenario, "seed" | "steps" | "checks">;
}

const active = (who: string, id: string, equals: boolean): Check => ({
  title: `${who} ${equals ? "can sign in" : "can't sign in any more"}`,
  get: `/Users/${id}`,
  pointer: "/active",
  equals,
});

const onboarding: Story = {
  id: "onboarding",
  title: "Onboarding",
  about: "Somebody joins: looked for, created, given a manager and a group.",
  told: client => ({
    seed: [user(ID.tomas, TOMAS), group(ID.trials, "Field Trials", [ID.tomas])],
    steps: [
      step(
        "Is there an account already?",
        "Creating one that is there would be answered with 409, so the client looks for the name first.",
        client.lookup(INES.userName),
      ),
      step(
        "Create the account",
        "The answer has the id that every later request needs.",
        client.create(INES, client.managerLater ? undefined : ID.tomas),
        { ines: "/id" },
      ),
      ...(client.managerLater
        ? [
            step(
              "Set the manager",
              "References come in a second pass, when both accounts are sure to exist. The value is the bare id, where the standard has an object.",
              client.manager("{{ines}}", ID.tomas),
            ),
          ]
        : []),
      step(
        "Into the group of the department",
        "Membership is the group's to say; the user's `groups` follow.",
        client.addMembers(ID.trials, [member("{{ines}}", INES)]),
      ),
    ],
    checks: [
      active("Ines", "{{ines}}", true),
      {
        title: "Tomas is her manager",
        get: "/Users/{{ines}}",
        pointer: `/${ENTERPRISE}/manager/value`,
        equals: ID.tomas,
      },
      {
        title: "She is in one group",
        get: "/Users/{{ines}}",
        pointer: "/groups",
        length: 1,
      },
    ],
  }),
};

const offboarding: Story = {
  id: "offboarding",
  title: "Offboarding",
  about: "Somebody leaves. If the request is refused or does nothing, they keep their access.",
  told: client => ({
    seed: [
      user(ID.tomas, TOMAS),
      user(ID.mira, MIRA, ID.tomas),
      group(ID.trials, "Field Trials", [ID.tomas, ID.mira]),
    ],
    steps: [
      step(
        "Deactivate the account",
        client.id === "entra"
          ? "`active` is sent as a string, and the operation with a capital. A strict service provider refuses it, and nobody notices."
          : "From here on the account must not let anybody in.",
        client.activate(ID.mira, false),
      ),
      step(
        "Out of the group",
        "What the group grants goes as well.",
        client.removeMembers(ID.trials, [member(ID.mira, MIRA)]),
      ),
      step(
        "The client looks again",
        "An inactive account has to be found still: a client that can't find it would create another one.",
        client.lookup(MIRA.userName),
      ),
    ],
    checks: [
      active("Mira", ID.mira, false),
      {
        title: "She is in no group",
        get: `/Users/${ID.mira}`,
        pointer: "/groups",
        absent: true,
      },
      {
        title: "Tomas is still in his",
        get: `/Groups/${ID.trials}`,
        pointer: "/members",
        length: 1,
      },
    ],
  }),
};

const roleChange: Story = {
  id: "role-change",
  title: "Role change",
  about: "Another title, another department, another group.",
  told: client => ({
    seed: [
      user(ID.tomas, TOMAS),
      user(ID.mira, MIRA, ID.tomas),
      group(ID.trials, "Field Trials", [ID.tomas, ID.mira]),
      group(ID.finance, "Finance", []),
    ],
    steps: [
      step(
        "The new title and department",
        client.id === "okta"
          ? "The whole account is sent, also what stays as it is."
          : "An operation for each attribute; that of the extension has its whole URI.",
        client.update(ID.mira, MIRA, { title: "Controller", department: "Finance" }),
      ),
      step(
        "Out of the old group",
        "First what is taken away: between the two requests nobody has both.",
        client.removeMembers(ID.trials, [member(ID.mira, MIRA)]),
      ),
      step(
        "Into the new one",
        "The user's `groups` follow.",
        client.addMembers(ID.finance, [member(ID.mira, MIRA)]),
      ),
    ],
    checks: [
      {
        title: "The title is the new one",
        get: `/Users/${ID.mira}`,
        pointer: "/title",
        equals: "Controller",
      },
      {
        title: "So is the department",
        get: `/Users/${ID.mira}`,
        pointer: `/${ENTERPRISE}/department`,
        equals: "Finance",
      },
      {
        title: "Her only group is Finance",
        get: `/Users/${ID.mira}`,
        pointer: "/groups/0/display",
        equals: "Finance",
      },
      {
        title: "Nobody else was moved",
        get: `/Groups/${ID.trials}`,
        pointer: "/members",
        length: 1,
      },
    ],
  }),
};

const contractor: Story = {
  id: "contractor",
  title: "Contractor with an end date",
  about:
    "A contract begins, ends, is renewed, and ends for good. SCIM has no end date: the client acts on it.",
  told: client => ({
    seed: [user(ID.tomas, TOMAS), group(ID.trials, "Field Trials", [ID.tomas])],
    steps: [
      step(
        "The contract begins",
        "The account says what kind it is in `userType`.",
        client.create(RAVI),
        {
          ravi: "/id",
        },
      ),
      step(
        "Into the group",
        "With what the work needs.",
        client.addMembers(ID.trials, [member("{{ravi}}", RAVI)]),
      ),
      step(
        "The end date passes",
        "No person does anything: the client sees the date and deactivates the account.",
        client.activate("{{ravi}}", false),
      ),
      step(
        "The contract is renewed",
        "The same account comes back, and with it all that it had.",
        client.activate("{{ravi}}", true),
      ),
      step("It ends again", "For good this time.", client.activate("{{ravi}}", false)),
      step(
        "Out of the group",
        "Should the account ever be active again, it has nothing.",
        client.removeMembers(ID.trials, [member("{{ravi}}", RAVI)]),
      ),
    ],
    checks: [
      active("Ravi", "{{ravi}}", false),
      { title: "He is in no group", get: "/Users/{{ravi}}", pointer: "/groups", absent: true },
      {
        title: "He is still known as a contractor",
        get: "/Users/{{ravi}}",
        pointer: "/userType",
        equals: "Contractor",
      },
    ],
  }),
};

const merger: Story = {
  id: "merger",
  title: "Merger of two directories",
  about:
    "The accounts of a company that was bought are there already. They have to be found, not made twice.",
  told: client => {
    const old: Person = { ...MIRA, number: "OLD-17", department: "Brightwater North" };
    return {
      seed: [user(ID.mira, old)],
      steps: [
        step(
          "Create somebody who is there already",
          "A client that doesn't look first is told by 409: the userName is taken.",
          { ...client.create(MIRA), expect: [409] },
        ),
        step(
          "Find the account",
          "The id of the one that is there takes the place of the one that could not be made.",
          client.lookup(MIRA.userName),
          { found: "/Resources/0/id" },
        ),
        step(
          "Adopt it",
          "What the new directory says of her is written into it.",
          client.update("{{found}}", MIRA, { department: "Field Trials" }),
        ),
        step("Somebody only one side knows", "Created as usual.", client.create(INES), {
          ines: "/id",
        }),
      ],
      checks: [
        {
          title: "There is one Mira",
          get: `/Users?filter=userName eq "${MIRA.userName}"`,
          pointer: "/totalResults",
          equals: 1,
        },
        {
          title: "She is in the department of the new directory",
          get: `/Users/${ID.mira}`,
          pointer: `/${ENTERPRISE}/department`,
          equals: "Field Trials",
        },
        active("Ines", "{{ines}}", true),
      ],
    };
  },
};

const fullSync: Story = {
  id: "full-sync",
  title: "First full sync",
  about:
    "Everybody in scope, one by one, then the groups: references only when both ends are there.",
  told: client => ({
    seed: [],
    steps: [
      ...CREW.flatMap((who, index) => [
        step(
          `Look for ${who.given}`,
          index === 0 ? "The first cycle looks for each account before it makes it." : "As before.",
          client.lookup(who.userName),
        ),
        step(`Create ${who.given}`, "Nobody was found.", client.create(who), {
          [`crew${index}`]: "/id",
        }),
      ]),
      step("Create the group", "Without members: they come next.", client.createGroup("Crew"), {
        crew: "/id",
      }),
      step(
        "Its members",
        "All in one request.",
        client.addMembers(
          "{{crew}}",
          CREW.map((who, index) => member(`{{crew${index}}}`, who)),
        ),
      ),
    ],
    checks: [
      {
        title: `There are ${CREW.length} users`,
        get: "/Users?count=0",
        pointer: "/totalResults",
        equals: CREW.length,
      },
      {
        title: "All are in the group",
        get: "/Groups/{{crew}}",
        pointer: "/members",
        length: CREW.length,
      },
    ],
  }),
};

const rename: Story = {
  id: "group-rename",
  title: "Group rename",
  about: "A new name, and nobody lost by it.",
  told: client => ({
    seed: [
      user(ID.tomas, TOMAS),
      user(ID.mira, MIRA),
      group(ID.trials, "Field Trials", [ID.tomas, ID.mira]),
    ],
    steps: [
      step(
        "The new name",
        client.id === "okta"
          ? "Without a path, and with the id, which can't change: a strict reading refuses the readOnly attribute unless it is equal."
          : "One attribute; the members aren't sent.",
        client.renameGroup(ID.trials, "Trials and Survey"),
      ),
    ],
    checks: [
      {
        title: "The group has its new name",
        get: `/Groups/${ID.trials}`,
        pointer: "/displayName",
        equals: "Trials and Survey",
      },
      {
        title: "Both members are there",
        get: `/Groups/${ID.trials}`,
        pointer: "/members",
        length: 2,
      },
      {
        title: "Mira's account shows it",
        get: `/Users/${ID.mira}`,
        pointer: "/groups/0/display",
        equals: "Trials and Survey",
      },
    ],
  }),
};

const CROWD = 600;

const churn: Story = {
  id: "churn",
  title: "Large-group churn",
  about: `A group of ${CROWD} loses a hundred members and gets fifty, in batches.`,
  told: client => {
    const idOf = (index: number) =>
      `7b${String(index).padStart(6, "0")}-0000-4000-8000-000000000000`;
    const crowd = Array.from({ length: CROWD + 50 }, (_, index) => ({
      id: idOf(index),
      who: person("Guest", `No${index}`, 30_000 + index, "Guest", "Guests"),
    }));
    const some = (from: number, to: number) =>
      crowd.slice(from, to).map(({ id, who }) => member(id, who));
    return {
      seed: [
        ...crowd.map(({ id, who }) => user(id, who)),
        group(
          ID.trials,
          "All guests",
          crowd.slice(0, CROWD).map(({ id }) => id),
        ),
      ],
      steps: [
        ...[0, 25, 50, 75].map(from =>
          step(
            `Members ${from + 1} to ${from + 25} leave`,
            from > 0
              ? "The next batch."
              : client.id === "entra"
                ? "A `remove` with a value: those members are meant. Read as the standard has the path alone, it would empty the group."
                : "An operation for each member.",
            client.removeMembers(ID.trials, some(from, from + 25)),
          ),
        ),
        step(
          "Fifty join",
          "Should one of them be a member already, nothing may be there twice.",
          client.addMembers(ID.trials, some(CROWD - 10, CROWD + 50)),
        ),
      ],
      checks: [
        {
          title: `The group has ${CROWD - 50} members`,
          get: `/Groups/${ID.trials}`,
          pointer: "/members",
          length: CROWD - 50,
        },
        {
          title: "The first to leave is out",
          get: `/Users/${idOf(0)}`,
          pointer: "/groups",
          absent: true,
        },
        {
          title: "The last to join is in",
          get: `/Users/${idOf(CROWD + 49)}`,
          pointer: "/groups",
          length: 1,
        },
      ],
    };
  },
};

export const STORIES: readonly [Story, ...Story[]] = [
  onboarding,
  offboarding,
  roleChange,
  contractor,
  merger,
  fullSync,
  rename,
  churn,
];

/** A story in the requests of a client. */
export function tell(story: Story, client: Client): Scenario {
  return {
    id: story.id,
    title: story.title,
    about: story.about,
    profile: client.profile,
    confidence: client.confidence,
    ...story.told(client),
  };
}
