import { late } from "../parts/late.tsx";

export const VerdictPanel = late(
  async () => (await import("./VerdictTable.tsx")).VerdictTable,
  <p class="empty">Asking everybody …</p>,
);
