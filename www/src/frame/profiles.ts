import type { Option } from "../parts/Choice.tsx";

/** The habits that can be tolerated, as one picks them: the standard, then who sends. */
export const PROFILES: readonly Option[] = [
  { value: "rfc", title: "RFC 7644", detail: "The standard and its errata, nothing else" },
  { value: "interop", title: "Interop", detail: "What the interoperability draft allows" },
  { value: "lenient", title: "Lenient", detail: "What can only mean one thing" },
  { value: "permissive", title: "Permissive", detail: "All that can be read" },
  { value: "entra", title: "Entra ID", group: "Senders" },
  { value: "entra-optscim", title: "Entra ID, aadOptscim062020", group: "Senders" },
  { value: "okta", title: "Okta", group: "Senders" },
  { value: "google", title: "Google Workspace", group: "Senders" },
  { value: "onelogin", title: "OneLogin", group: "Senders" },
  { value: "jumpcloud", title: "JumpCloud", group: "Senders" },
  { value: "ping", title: "Ping Identity", group: "Senders" },
  { value: "keycloak", title: "Keycloak", group: "Senders" },
  { value: "authentik", title: "authentik", group: "Senders" },
];

/** How a profile is called where there is little room. */
export function profileTitle(name: string): string {
  return PROFILES.find(({ value }) => value === name)?.title ?? name;
}
