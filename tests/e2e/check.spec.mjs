import assert from "node:assert/strict";
import {
  closeSync,
  existsSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { openPlayground } from "./page.mjs";

const require = createRequire(new URL("../../pkg/package.json", import.meta.url));

const USER = "urn:ietf:params:scim:schemas:core:2.0:User";
const LIST = "urn:ietf:params:scim:api:messages:2.0:ListResponse";
const user = (userName, more = {}) => ({ schemas: [USER], userName, ...more });

let playground;
let folder;
before(async () => {
  playground = await openPlayground();
  folder = mkdtempSync(join(tmpdir(), "scimlens-check-"));
});
after(async () => {
  await playground.close();
  rmSync(folder, { recursive: true });
});

/** Gives the room a file by its picker. */
const give = (tab, name, content) =>
  tab.room
    .locator("input[type=file]")
    .setInputFiles({ name, mimeType: "text/plain", buffer: Buffer.from(content) });

/** Drops a file of the disk on the page. */
async function drop(tab, path) {
  const { page } = tab;
  await page.evaluate(() => {
    const input = document.createElement("input");
    input.type = "file";
    input.id = "dropped";
    input.hidden = true;
    document.body.append(input);
  });
  await page.locator("#dropped").setInputFiles(path);
  await page.evaluate(() => {
    const input = document.querySelector("#dropped");
    const dataTransfer = new DataTransfer();
    dataTransfer.items.add(input.files[0]);
    const target = document.querySelector(".room:not([hidden])");
    for (const type of ["dragover", "drop"])
      target.dispatchEvent(new DragEvent(type, { dataTransfer, bubbles: true, cancelable: true }));
    input.remove();
  });
}

const rows = tab => tab.room.locator(".virtual-row:has(.level)");
const chip = (tab, name) => tab.room.locator(".chip", { hasText: name });

/** What is listed: row, place and code. */
const listed = async tab =>
  (await rows(tab).all()).length === 0
    ? []
    : await rows(tab).evaluateAll(all =>
        all.map(row => {
          const [number, , place, code] = row.children;
          return `${number.textContent} ${place.textContent} ${code.textContent}`;
        }),
      );

/** What the head of the result says of something. */
const fact = (tab, name) =>
  tab.room
    .locator(".verdict > div", { has: tab.page.getByText(name, { exact: true }) })
    .locator("dd");

async function isFact(tab, name, value) {
  await fact(tab, name).getByText(value, { exact: true }).waitFor();
}

async function exported(tab, format) {
  const [download] = await Promise.all([
    tab.page.waitForEvent("download"),
    tab.pick("Export", format),
  ]);
  return readFileSync(await download.path(), "utf8");
}

test("the sample has three defects; a code leaves only its own, and a finding is marked in its row", async () => {
  const { expect } = JSON.parse(
    readFileSync(new URL("../../www/src/examples/file.json", import.meta.url), "utf8"),
  );
  const tab = await playground.visit("check");
  await tab.room.getByRole("button", { name: "Check a sample with three defects" }).click();
  await isFact(tab, "Rows", "5");
  await isFact(tab, "Not valid", "2");
  await isFact(tab, "Findings", "2 errors, 1 warning");
  await rows(tab).nth(2).waitFor();
  assert.deepEqual(
    await listed(tab),
    expect.findings.map(one => {
      const [row, code, pointer] = one.split(" ");
      return `${Number(row) + 1} ${pointer.slice(1) || "userName"} ${code}`;
    }),
  );
  await chip(tab, "schema/type").click();
  await rows(tab).nth(1).waitFor({ state: "detached" });
  await rows(tab).first().waitFor();
  assert.deepEqual(await listed(tab), ["2 active schema/type"]);
  await rows(tab).first().click();
  await tab.findings("Row").getByText("boolean").first().waitFor();
  assert.equal(JSON.parse(await tab.text("Row")).userName, "tomas.okafor");
  assert.equal(await tab.room.locator(".cm-lintRange-error").textContent(), '"true"');
  await chip(tab, "1 warning").click();
  await rows(tab).getByText("dispalyName").first().waitFor();
  assert.deepEqual(await listed(tab), ["4 dispalyName schema/unknown-attribute"]);
  await tab.leave();
});

const HAR = {
  log: {
    version: "1.2",
    creator: { name: 'a "log" with "entries": [', version: "1" },
    pages: [{ title: "entries", entries: [{}] }],
    entries: [
      {
        request: {
          method: "POST",
          url: "https://scim.example/v2/Users",
          headers: [{ name: "Content-Type", value: "application/scim+json" }],
          postData: { text: JSON.stringify(user("a", { active: "true" })) },
        },
        response: {
          status: 201,
          content: {
            mimeType: "application/scim+json; charset=utf-8",
            text: Buffer.from(JSON.stringify(user("a", { id: "1", meta: 7 }))).toString("base64"),
            encoding: "base64",
          },
        },
      },
      {
        request: { method: "GET", url: "https://cdn.example/logo.svg" },
        response: { status: 200 },
      },
      {
        request: {
          method: "GET",
          url: 'https://scim.example/v2/Users?filter=userNam%20eq%20"a"',
          headers: [{ name: "Accept", value: "application/scim+json" }],
        },
        response: { status: 502, content: { mimeType: "text/html", text: "<h1>Bad gateway</h1>" } },
      },
      {
        request: {
          method: "PATCH",
          url: "https://scim.example/v2/Users/1",
          postData: {
            text: JSON.stringify({
              schemas: ["urn:ietf:params:scim:api:messages:2.0:PatchOp"],
              Operations: [{ op: "repalce", path: "active", value: true }],
            }),
          },
        },
        response: { status: 204, content: {} },
      },
    ],
    comment: "behind",
  },
};

const FILES = [
  {
    name: "rows.ndjson",
    content: `\ufeff${JSON.stringify(user("a"))}\n{"schemas": [\n${JSON.stringify(user("c", { active: 1 }))}\n`,
    form: "NDJSON",
    count: "3",
    findings: [/^2 .*json\//, /^3 active schema\/type$/],
  },
  {
    name: "array.json",
    content: JSON.stringify([user("a", { emails: "x" }), user("b"), 7], null, 2),
    form: "a JSON array",
    count: "3",
    findings: [/^1 emails schema\//, /^3 /],
  },
  {
    name: "list.json",
    content: JSON.stringify({
      schemas: [LIST],
      totalResults: 2,
      Resources: [user("a", { title: 3 }), user("b")],
    }),
    form: "a ListResponse",
    count: "2",
    findings: [/^1 title schema\/type$/],
  },
  {
    name: "utf16.json",
    content: Buffer.from(`\ufeff${JSON.stringify([user("ä", { active: "no" })])}`, "utf16le"),
    form: "a JSON array",
    count: "1",
    findings: [/^1 active schema\/type$/],
  },
  {
    name: "table.csv",
    content: [
      "userName;name.givenName;active;shoe size;displayName",
      "a;Ann;true;38;Ann",
      'b;"Bo;\r\nby";maybe;;""',
      "c;Cy;false;;Cy;more",
      ";Di;true;;Di",
      "",
    ].join("\r\n"),
    form: "CSV",
    count: "4",
    findings: [
      /^1 head csv\/column$/,
      /^3 {2}csv\/cells$/,
      /^2 active schema\/type$/,
      /^4 userName schema\/required$/,
    ],
  },
  {
    name: "record.har",
    content: JSON.stringify(HAR, null, 2),
    form: "HAR",
    count: "4",
    findings: [
      /^1 POST \/Users, body: active schema\/type$/,
      /^1 POST \/Users, answer 201: meta schema\/type$/,
      /^3 GET \/Users, address filter\/|^3 GET \/Users, address: userNam filter\//,
      /^3 GET \/Users, answer 502 har\/media-type$/,
      /^4 PATCH \/Users, body: Operations\[0\]\.op /,
    ],
  },
];

for (const { name, content, form, count, findings } of FILES) {
  test(`${name} is read as ${form}`, async () => {
    const tab = await playground.visit("check");
    await give(tab, name, content);
    await isFact(tab, "Read as", form);
    await isFact(tab, form === "HAR" ? "Requests" : "Rows", count);
    await rows(tab).first().waitFor();
    const found = await listed(tab);
    for (const wanted of findings)
      assert.ok(
        found.some(one => wanted.test(one)),
        `${wanted} in ${found.join("\n")}`,
      );
    if (form === "HAR") {
      await tab.room.getByText("3 requests are SCIM").waitFor();
      assert.ok(!found.some(one => one.startsWith("2 ")), found.join("\n"));
      await rows(tab).filter({ hasText: "body: active" }).click();
      await tab.findings("Row").first().waitFor();
      assert.equal(JSON.parse(await tab.text("Row")).active, "true");
    }
    if (form === "CSV") await tab.room.getByText("4 of 5 columns, parted by semicolons").waitFor();
    await tab.leave();
  });
}

test("what is no file of these is said plainly, and what is well is said as well", async () => {
  const tab = await playground.visit("check");
  for (const [name, content, sentence] of [
    ["empty.json", "", "The file is empty."],
    ["book.xlsx", "PK\u0003\u0004…", "save the table as CSV"],
    ["logo.png", Buffer.from([0x89, 0x50, 0x4e, 0x47, 0, 0, 1]), "It is no text."],
    ["notes.txt", "Dear all,\nplease find", "neither JSON nor the head of a table"],
    ["dump.gz", Buffer.from([0x1f, 0x8b, 8, 0]), "compressed with gzip"],
  ]) {
    await give(tab, name, content);
    await tab.room.getByRole("alert").getByText(sentence).waitFor();
    await tab.room.getByText("What can be checked:").waitFor();
  }
  await give(tab, "fine.ndjson", JSON.stringify(user("a")));
  await tab.room.getByText("Nothing to report").waitFor();
  await give(tab, "none.har", '{"log": {"version": "1.2"}}');
  await rows(tab).getByText("har/entries").waitFor();
  await tab.leave();
});

test("options decide, and outlive a reload; the file is checked again with them", async () => {
  const tab = await playground.visit("check");
  await give(tab, "answer.ndjson", JSON.stringify(user("a", { password: "x" })));
  await tab.room.getByText("Nothing to report").waitFor();
  await tab.pick("Operation", "read");
  await rows(tab).getByText("password").first().waitFor();
  await tab.pick("Resource type", "Group");
  await rows(tab).getByText("is expected here").first().waitFor();
  await tab.pick("Profile", "Okta");
  await tab.reload();
  await tab.room.getByText("Drop a file here").waitFor();
  for (const name of ["Resource type Group", "Operation read", "Profile Okta"])
    await tab.room.getByRole("button", { name }).waitFor();
  await tab.leave();
});

test("exports hold what was found, each in its form", async () => {
  const tab = await playground.visit("check");
  const odd = user("=a|b", { active: "tr`ue", "nick|name": 1 });
  await give(tab, "odd name.ndjson", `${JSON.stringify(user("a"))}\n${JSON.stringify(odd)}\n`);
  await rows(tab).nth(1).waitFor();
  const found = await listed(tab);

  const log = JSON.parse(await exported(tab, "SARIF"));
  const Ajv = require("ajv-draft-04").default ?? require("ajv-draft-04");
  const ajv = new Ajv({ strict: false, unicodeRegExp: false });
  (require("ajv-formats").default ?? require("ajv-formats"))(ajv);
  const valid = ajv.compile(require("@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json"));
  assert.ok(valid(log), JSON.stringify(valid.errors, null, 2));
  const [run] = log.runs;
  assert.equal(run.results.length, found.length);
  assert.equal(run.artifacts[0].location.uri, "odd%20name.ndjson");
  for (const { ruleId, ruleIndex, locations } of run.results) {
    assert.equal(run.tool.driver.rules[ruleIndex].id, ruleId);
    assert.equal(locations[0].physicalLocation.region.startLine, 2);
  }
  const type = run.results.find(({ ruleId }) => ruleId === "schema/type");
  const { startColumn, endColumn } = type.locations[0].physicalLocation.region;
  assert.equal(JSON.stringify(odd).slice(startColumn - 1, endColumn - 1), '"tr`ue"');

  const csv = (await exported(tab, "CSV")).trimEnd().split("\r\n");
  assert.equal(csv.length, found.length + 1);
  assert.match(csv[0], /^row,line,id,part,place,severity,code,message/);
  assert.ok(csv.some(line => line.startsWith("2,2,,,active,error,schema/type,")));

  const markdown = await exported(tab, "Markdown");
  assert.match(markdown, /^# odd name\.ndjson\n/);
  assert.match(markdown, /\| 2 \| 2 \| active \| error \| `schema\/type` \|/);
  const cells = markdown
    .split("\n")
    .filter(line => line.startsWith("| 2 |"))
    .map(line => line.match(/(?<!\\)\|/g).length);
  assert.deepEqual(
    cells,
    found.map(() => 7),
  );
  await tab.leave();
});

/** Writes about 50 MB, a chunk at a time; every so-manieth row has a defect. */
function writeLarge(path, defectEvery) {
  const file = openSync(path, "w");
  let [bytes, row] = [0, 0];
  while (bytes < 50_000_000) {
    let chunk = "";
    for (let count = 0; count < 1000; count++, row++)
      chunk += `${JSON.stringify(
        user(`user-${row}`, {
          displayName: `User ${row} of the large file`,
          active: row % defectEvery === 0 ? "true" : true,
          emails: [{ value: `user-${row}@example.com`, type: "work", primary: true }],
        }),
      )}\n`;
    bytes += writeSync(file, chunk);
  }
  closeSync(file);
  return row;
}

/** Memory of the processes that pages and their workers run in, in bytes. */
async function rendererMemory(tab) {
  const session = await tab.page.context().browser().newBrowserCDPSession();
  const { processInfo } = await session.send("SystemInfo.getProcessInfo");
  const pids = processInfo.filter(({ type }) => type === "renderer").map(({ id }) => id);
  await session.detach();
  return () =>
    pids.reduce((sum, pid) => {
      if (!existsSync(`/proc/${pid}/status`)) return sum;
      const status = readFileSync(`/proc/${pid}/status`, "utf8");
      return sum + Number(/VmRSS:\s+(\d+)/.exec(status)[1]) * 1024;
    }, 0);
}

/** The longest task of the main thread of the page, in milliseconds of its own time: what other processes do isn't in it. */
function longestTask(trace) {
  const { traceEvents } = JSON.parse(trace);
  const main = traceEvents
    .filter(({ name, args }) => name === "thread_name" && args.name === "CrRendererMain")
    .map(({ pid, tid }) => `${pid} ${tid}`);
  const tasks = traceEvents.filter(
    ({ name, ph, pid, tid }) =>
      ph === "X" && /RunTask$/.test(name) && main.includes(`${pid} ${tid}`),
  );
  assert.ok(tasks.length > 10, `${tasks.length} tasks were traced`);
  return Math.max(...tasks.map(({ tdur, dur }) => (tdur ?? dur) / 1000));
}

test("50 MB are dropped: the page answers, memory is bounded, and all is counted", async () => {
  const path = join(folder, "large.ndjson");
  const total = writeLarge(path, 2);
  const tab = await playground.visit("check");
  const { page } = tab;
  const browser = page.context().browser();
  const memory = await rendererMemory(tab);
  const before = memory();
  await browser.startTracing(page, {
    categories: ["toplevel", "disabled-by-default-devtools.timeline"],
  });
  await drop(tab, path);
  let most = 0;
  const done = tab.room.locator(".verdict").waitFor({ timeout: 120_000 });
  const watching = setInterval(() => {
    most = Math.max(most, memory());
  }, 50);
  // The reader goes on meanwhile.
  await tab.room.locator("progress").waitFor();
  await rows(tab).first().waitFor();
  await tab.room.getByRole("listbox", { name: "Findings" }).press("End");
  await chip(tab, "schema/type").click();
  await rows(tab).first().click();
  await tab.findings("Row").first().waitFor();
  await done;
  clearInterval(watching);
  const longest = longestTask(await browser.stopTracing());
  await isFact(tab, "Rows", total.toLocaleString("en"));
  await isFact(tab, "Findings", `${(total / 2).toLocaleString("en")} errors`);
  await tab.room
    .getByText(`the first 50,000 of ${(total / 2).toLocaleString("en")}; the rest is counted`)
    .waitFor();
  assert.ok(longest < 50, `a task of ${longest} ms`);
  const grown = (most - before) / 1e6;
  console.log(`# longest task ${longest.toFixed(1)} ms, memory grew by ${grown.toFixed(0)} MB`);
  assert.ok(grown < 300, `memory grew by ${grown} MB`);

  const log = JSON.parse(await exported(tab, "SARIF"));
  assert.equal(log.runs[0].results.length, 50_000);
  assert.equal(log.runs[0].properties.findings, total / 2);
  await tab.leave();
});

test("the rows of an array and of a ListResponse are counted while they are read", async () => {
  for (const [head, tail] of [
    ["[", "]"],
    ['{"totalResults": 200000, "Resources": [', "]}"],
  ]) {
    const path = join(folder, "counted.json");
    const one = JSON.stringify(user("a"));
    writeFileSync(path, `${head}${`${one},`.repeat(199_999)}${one}${tail}`);
    const tab = await playground.visit("check");
    await drop(tab, path);
    await tab.room
      .locator(".progress")
      .getByText(/[1-9][\d,]* (?:rows|resources)/)
      .waitFor();
    await isFact(tab, "Rows", "200,000");
    await tab.leave();
  }
});

test("cancelled, it keeps what was found, and can be checked again", async () => {
  const path = join(folder, "cancelled.ndjson");
  writeLarge(path, 1000);
  const tab = await playground.visit("check");
  await drop(tab, path);
  await tab.room.getByRole("button", { name: "Cancel" }).click();
  await tab.room.getByText("Stopped after").waitFor();
  await tab.room.getByRole("button", { name: "Check it again" }).click();
  await tab.room.getByRole("button", { name: "Cancel" }).waitFor();
  // Another file takes its place at once.
  await give(tab, "fine.ndjson", JSON.stringify(user("a")));
  await tab.room.getByText("Nothing to report").waitFor();
  await isFact(tab, "File", "fine.ndjson");
  await tab.leave();
});

test("a long table whose rows are cut anywhere, and a quote that is never closed", async () => {
  const tab = await playground.visit("check");
  const lines = ["userName,displayName,title"];
  for (let row = 0; row < 30_000; row++)
    lines.push(`u${row},"Row ${row}\nof ""the"" table",${"é".repeat(row % 40)}`);
  lines.push('last,"never closed,x', "after,is,there");
  await give(tab, "long.csv", lines.join("\n"));
  await isFact(tab, "Rows", "30,002");
  await isFact(tab, "Findings", "1 error");
  await rows(tab).first().waitFor();
  assert.deepEqual(await listed(tab), ["30,001  csv/quote"]);
  await tab.leave();
});

test("keys alone: a file is checked, filtered, read and exported", async () => {
  const tab = await playground.visit("check");
  const { keyboard } = tab.page;
  const focused = () =>
    tab.page.evaluate(
      () => document.activeElement.getAttribute("aria-label") ?? document.activeElement.textContent,
    );
  const tabTo = async name => {
    for (let press = 0; press < 40; press++) {
      await keyboard.press("Tab");
      if ((await focused()).startsWith(name)) return;
    }
    assert.fail(`Tab doesn't come to ${name}`);
  };
  // Heard from the beginning: Chromium has to be told to leave the choice to the test.
  const choosing = new Promise(resolve => tab.page.once("filechooser", resolve));
  await tabTo("Choose a file");
  await keyboard.press("Enter");
  const chooser = await choosing;
  await chooser.setFiles({
    name: "keys.ndjson",
    mimeType: "text/plain",
    buffer: Buffer.from(
      [user("a", { active: 1 }), user("b", { title: 2 }), user("c", { x: 1 })]
        .map(one => `${JSON.stringify(one)}\n`)
        .join(""),
    ),
  });
  await rows(tab).nth(2).waitFor();
  await tabTo(" schema/type");
  await keyboard.press("Space");
  await rows(tab).nth(2).waitFor({ state: "detached" });
  await rows(tab).nth(1).waitFor();
  await tabTo("Findings");
  await keyboard.press("ArrowDown");
  await keyboard.press("Enter");
  await tab.findings("Row").first().waitFor();
  assert.equal(JSON.parse(await tab.text("Row")).userName, "b");
  await tab.room.getByRole("button", { name: /^Export/ }).focus();
  await keyboard.press("Enter");
  await keyboard.press("End");
  const [download] = await Promise.all([
    tab.page.waitForEvent("download"),
    keyboard.press("Enter"),
  ]);
  assert.equal(download.suggestedFilename(), "keys.ndjson.md");
  await tab.leave();
});

for (const [width, height] of [
  [360, 740],
  [1280, 800],
  [1920, 1080],
])
  for (const colorScheme of ["light", "dark"])
    test(`accessible with findings at ${width} px, ${colorScheme}`, async () => {
      const tab = await playground.visit("check", { viewport: { width, height }, colorScheme });
      await give(tab, "record.har", FILES.at(-1).content);
      await rows(tab).first().waitFor();
      await tab.assertAccessible("findings");
      await rows(tab).first().click();
      await tab.findings("Row").first().waitFor();
      await tab.assertAccessible("row");
      // Another file begins with its list, also where row and list share a column.
      await give(tab, "table.csv", FILES.at(-2).content);
      await rows(tab).filter({ hasText: "boolean" }).click();
      await tab.findings("Row").first().waitFor();
      await give(tab, "notes.txt", "Dear all");
      await tab.room.getByRole("alert").waitFor();
      await tab.assertAccessible("refused");
      const over = await tab.page.evaluate(
        () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
      );
      assert.equal(over, 0);
      await tab.leave();
    });
