import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { openPlayground } from "./page.mjs";

let playground;
before(async () => {
  playground = await openPlayground();
});
after(() => playground.close());

const STORIES = [
  "Onboarding",
  "Offboarding",
  "Role change",
  "Contractor with an end date",
  "Merger of two directories",
  "First full sync",
  "Group rename",
  "Large-group churn",
];

const play = async tab => {
  await tab.room.getByRole("button", { name: /^Play (?:all|again)/ }).click();
  await tab.room.getByRole("button", { name: "Play again" }).waitFor({ timeout: 60_000 });
};
const verdict = tab => tab.room.locator(".at-step [role=status]").textContent();
const words = tab => tab.room.locator(".step .match-word").allTextContents();

for (const client of ["Entra ID", "Okta", "Google Workspace"]) {
  test(`every life cycle as ${client} sends it ends as expected`, async () => {
    const tab = await playground.visit("scenarios");
    for (const story of STORIES) {
      await tab.pick("Scenario", story);
      await tab.pick("Sender", client);
      await play(tab);
      assert.match(await verdict(tab), /The state is the expected one/, story);
      assert.ok(
        (await words(tab)).every(one => !/not taken|to come/.test(one)),
        story,
      );
    }
    await tab.leave();
  });
}

test("a strict service provider leaves the leaver's account active, and the room says so", async () => {
  const tab = await playground.visit("scenarios");
  await tab.pick("Scenario", "Offboarding");
  await tab.pick("Sender", "Entra ID");
  await tab.pick("Answered as", "RFC 7644");
  await play(tab);
  assert.match(await verdict(tab), /expectations fail/);
  const failed = tab.room.locator(".check", { hasText: "Mira can't sign in any more" });
  assert.match(await failed.textContent(), /fails/);
  assert.match(await failed.textContent(), /There is true/);
  assert.match((await words(tab))[0], /^400, not taken$/);
  await tab.leave();
});

test("step by step: each request, its answer, and what it changed; then in the Console", async () => {
  const tab = await playground.visit("scenarios");
  await tab.pick("Scenario", "Role change");
  await tab.room.getByRole("button", { name: "Next step" }).click();
  await tab.room.locator(".at-step .cm-line.added").first().waitFor();
  assert.deepEqual(await words(tab), ["200, 2 habits", "to come", "to come"]);
  await tab.room.getByRole("button", { name: "Next step" }).click();
  await tab.room.getByText("200", { exact: true }).first().waitFor();
  await tab.room.getByRole("button", { name: "Open in the Console" }).click();
  await tab.room.getByRole("button", { name: "Method PATCH" }).waitFor();
  assert.match(await tab.text("Body"), /"path": "members"/);
  await tab.go("Audit");
  await tab.room.locator(".virtual-row").nth(1).waitFor();
  await tab.leave();
});

test("what a client is known to send, request by request", async () => {
  const tab = await playground.visit("scenarios");
  for (const name of [
    "okta 05 rehire reactivate",
    "jumpcloud 01 activation test",
    "entra 03 joiner manager string",
  ]) {
    await tab.pick("Scenario", name);
    await tab.room.locator(".note b").getByText(/: /).waitFor();
    await play(tab);
    assert.match(await verdict(tab), /The state is the expected one/, name);
  }
  await tab.leave();
});

test("a recording is played; a file that is none is said", async () => {
  const tab = await playground.visit("scenarios");
  const bring = (name, text) =>
    tab.room
      .locator("input[type=file]")
      .setInputFiles({ name, mimeType: "text/plain", buffer: Buffer.from(text) });
  await bring("notes.ndjson", "these are notes");
  await tab.room.getByRole("alert").getByText("notes.ndjson has no requests").waitFor();
  await bring(
    "log.ndjson",
    [
      {
        method: "POST",
        url: "https://app.example/scim/v2/Users",
        body: { schemas: ["urn:ietf:params:scim:schemas:core:2.0:User"], userName: "rec" },
        status: 201,
      },
      { method: "GET", path: '/Users?filter=userName eq "rec"', status: 404 },
    ]
      .map(line => JSON.stringify(line))
      .join("\n"),
  );
  await tab.room.getByText("What was recorded, sent again.").waitFor();
  await play(tab);
  assert.deepEqual(await words(tab), ["201", "200, not taken"]);
  await tab.leave();
});

test("keys alone: a scenario is picked, played step by step, and read", async () => {
  const tab = await playground.visit("scenarios");
  const { keyboard } = tab.page;
  await tab.room.getByRole("button", { name: /^Scenario/ }).focus();
  await keyboard.press("Enter");
  await keyboard.press("Home");
  await keyboard.type("Group");
  await keyboard.press("Enter");
  await tab.room.getByRole("button", { name: "Next step" }).focus();
  await keyboard.press("Enter");
  await tab.room.getByRole("tab", { name: "Expected state", selected: true }).waitFor();
  await tab.room.getByRole("tab", { name: "Expected state" }).focus();
  await keyboard.press("ArrowLeft");
  await tab.room.locator(".at-step .cm-line.added").first().waitFor();
  await tab.leave();
});
