/** What forms call the enterprise extension: its URI without dots. */
export const EXTENSION = "urn:ietf:params:scim:schemas:extension:enterprise:2_0:User";
