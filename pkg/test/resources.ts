// Resources that the tests share.

export const USER = "urn:ietf:params:scim:schemas:core:2.0:User";
export const GROUP = "urn:ietf:params:scim:schemas:core:2.0:Group";
export const ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";
export const PATCH = "urn:ietf:params:scim:api:messages:2.0:PatchOp";

/** A user that nothing is wrong with. */
export const mira = {
  schemas: [USER, ENTERPRISE],
  userName: "mira",
  name: { givenName: "Mira", familyName: "Lindqvist" },
  emails: [
    { value: "mira@shop.example", type: "work", primary: true },
    { value: "mimi@mail.example", type: "home" },
  ],
  active: true,
  [ENTERPRISE]: { department: "Purchasing", employeeNumber: "7" },
};

/** A schema of one's own, and the resource type that uses it. */
export const LOCKER = "urn:example:params:scim:schemas:locker:1.0:Locker";
export const lockerSchema = {
  id: LOCKER,
  name: "Locker",
  attributes: [
    { name: "label", type: "string", required: true, caseExact: true },
    { name: "shelves", type: "integer" },
  ],
};
export const lockerType = { name: "Locker", endpoint: "/Lockers", schema: LOCKER };

/** Bytes of a text. */
export function bytes(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

/** What a call throws. */
export function thrownBy(call: () => unknown): unknown {
  try {
    call();
  } catch (error) {
    return error;
  }
  throw new Error("nothing was thrown");
}
