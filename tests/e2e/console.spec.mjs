import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { after, before, test } from "node:test";
import { openPlayground } from "./page.mjs";

let playground;
before(async () => {
  playground = await openPlayground();
});
after(() => playground.close());

const examples = JSON.parse(
  readFileSync(new URL("../../www/src/examples/requests.json", import.meta.url), "utf8"),
);
const MIRA = "/Users/7c1e0000-0000-4000-8000-000000000000";
const USER = "urn:ietf:params:scim:schemas:core:2.0:User";

const send = tab => tab.room.getByRole("button", { name: /^Send Ctrl|^Send$/ }).click();
const status = async (tab, wanted) => {
  await tab.room.locator(".head .status").getByText(String(wanted)).first().waitFor();
};
const answerOf = async tab => {
  await tab.room.getByRole("tab", { name: "Answer" }).click();
  return JSON.parse(await tab.text("Answer"));
};
/** Sends a request by typing its parts. */
const ask = async (tab, method, address, body) => {
  await tab.page.bringToFront();
  await tab.pick("Method", method);
  await tab.write("Address", address);
  if (body !== undefined) {
    await tab.room.getByRole("tab", { name: "Body" }).click();
    await tab.write("Body", JSON.stringify(body));
  }
  await send(tab);
  await tab.room.getByText("waiting …").waitFor({ state: "detached" });
};

test("every example is answered as it says, by the directory that a new visitor finds", async () => {
  const tab = await playground.visit("console");
  for (const { title, status: wanted } of examples) {
    await tab.pick("Examples", title);
    await send(tab);
    await status(tab, wanted);
    await tab.room.getByText("the answer is valid").first().waitFor();
  }
  await tab.leave();
});

test("a leaver as Entra sends it: refused by the standard, applied in its profile, seen before and after", async () => {
  const tab = await playground.visit("console");
  await tab.pick("Sender", "RFC 7644");
  await send(tab);
  await status(tab, 400);
  await tab.room.getByText("active is a boolean").first().waitFor();
  await tab.pick("Sender", "Entra ID");
  await send(tab);
  await status(tab, 200);
  const lines = kind => tab.room.locator(`.at-changes .cm-line.${kind}`).allTextContents();
  await tab.room.locator(".at-changes .cm-line.added").first().waitFor();
  assert.deepEqual((await lines("removed"))[0], '  "active": true,');
  assert.deepEqual((await lines("added"))[0], '  "active": false,');
  await tab.room.locator(".tolerated").getByText("is read as false").waitFor();
  await tab.leave();
});

test("the address is checked where the mistake stands, and completed", async () => {
  const tab = await playground.visit("console");
  await tab.pick("Method", "GET");
  await tab.write("Address", "/Users?filter=userNam%65 eq %22x&count=ten");
  const findings = await tab.findings("Address").allTextContents();
  assert.equal(findings.length, 2, findings.join("\n"));
  assert.match(findings[1], /whole number/);
  assert.equal(await tab.room.locator(".bench .cm-lintRange-error").last().textContent(), "ten");

  await tab.write("Address", "/users");
  await tab.room.getByRole("button", { name: "Write /Users" }).click();
  assert.equal(await tab.text("Address"), "/Users");

  await tab.write("Address", "/Users?filter=emails.ty");
  await tab.page.keyboard.press("ControlOrMeta+Space");
  await tab.page.locator(".cm-tooltip-autocomplete").getByText("type").first().waitFor();
  await tab.page.waitForTimeout(150);
  await tab.page.keyboard.press("Enter");
  assert.equal(await tab.text("Address"), "/Users?filter=emails.type");
  await tab.leave();
});

test("names and canonical values are completed in a body", async () => {
  const tab = await playground.visit("console");
  await tab.pick("Method", "POST");
  await tab.write("Address", "/Users");
  await tab.write("Body", `{"schemas": ["${USER}"], "emails": [{"ty"}]}`);
  await tab.cursorAfter("Body", '{"ty');
  await tab.page.keyboard.press("ControlOrMeta+Space");
  await tab.page.locator(".cm-tooltip-autocomplete").getByText("type").first().waitFor();
  await tab.page.waitForTimeout(150);
  await tab.page.keyboard.press("Enter");
  assert.match(await tab.text("Body"), /\[\{"type"\}\]/);
  await tab.leave();
});

test("curl, HTTP and HAR that are pasted are taken as the request; it is copied as code", async () => {
  const tab = await playground.visit("console");
  const paste = text =>
    tab.editor("Body").evaluate((element, text) => {
      const data = new DataTransfer();
      data.setData("text/plain", text);
      element.dispatchEvent(
        new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }),
      );
    }, text);
  const code = async form => {
    await tab.room.getByRole("tab", { name: "As code" }).click();
    await tab.pick("Form", form);
    const text = await tab.text("Code");
    await tab.room.getByRole("tab", { name: "Body" }).click();
    return text;
  };
  await paste(
    `curl -X PATCH 'https://app.example/scim/v2/Users/1' -H 'Authorization: Bearer s3cret' -H "Content-Type: application/scim+json" -d '{"Operations": []}'`,
  );
  assert.equal(await tab.text("Address"), "/Users/1");
  assert.equal(await tab.text("Body"), formatted({ Operations: [] }));
  const [curl, http, har] = [await code("curl"), await code("HTTP file"), await code("HAR")];
  assert.match(curl, /-H 'Authorization: Bearer s3cret'/);
  assert.match(await code("fetch"), /method: "PATCH"/);

  for (const text of [curl, http, har]) {
    await tab.write("Body", "{}");
    await paste(text);
    assert.equal(await tab.text("Address"), "/Users/1");
    assert.equal(await tab.text("Body"), formatted({ Operations: [] }));
    await tab.room.getByRole("button", { name: "Method PATCH" }).waitFor();
  }
  await tab.leave();
});

const formatted = value => JSON.stringify(value, null, 2);

test("what was sent is in the history, without its Authorization, also after a reload", async () => {
  const tab = await playground.visit("console");
  await tab.room.getByRole("tab", { name: /^Headers/ }).click();
  await tab.write("Headers", "Content-Type: application/scim+json\nAuthorization: Bearer s3cret");
  await send(tab);
  await status(tab, 200);
  await tab.page.waitForTimeout(400);
  const stored = await tab.page.evaluate(async () => {
    const databases = await indexedDB.databases();
    const texts = [];
    for (const { name } of databases) {
      const database = await new Promise((resolve, reject) => {
        const opening = indexedDB.open(name);
        opening.onsuccess = () => resolve(opening.result);
        opening.onerror = () => reject(opening.error);
      });
      for (const store of database.objectStoreNames) {
        const all = await new Promise(resolve => {
          const reading = database.transaction(store).objectStore(store).getAll();
          reading.onsuccess = () => resolve(reading.result);
        });
        texts.push(JSON.stringify(all));
      }
      database.close();
    }
    return [...texts, localStorage.getItem("scimlens/history")].join("\n");
  });
  assert.match(stored, /PATCH/);
  assert.doesNotMatch(stored, /s3cret/);

  await tab.reload();
  await ask(tab, "GET", MIRA);
  assert.equal((await answerOf(tab)).active, false);
  await tab.room.getByRole("tab", { name: "History" }).click();
  assert.equal(await tab.room.locator(".past").count(), 2);
  await tab.room.locator(".past").last().click();
  await tab.room.getByRole("button", { name: "Method PATCH" }).waitFor();
  await tab.leave();
});

test("two tabs share one directory, and neither overwrites the other", async () => {
  const visitor = await playground.visitor();
  const one = await visitor.open("#/console");
  const two = await visitor.open("#/console");
  for (const [tab, userName] of [
    [one, "first"],
    [two, "second"],
    [one, "third"],
    [two, "fourth"],
  ]) {
    await ask(tab, "POST", "/Users", { schemas: [USER], userName });
    await status(tab, 201);
  }
  await ask(one, "POST", "/Users", { schemas: [USER], userName: "second" });
  await status(one, 409);
  for (const tab of [one, two]) {
    await tab.room.getByRole("tab", { name: "Changes" }).click();
    await ask(tab, "GET", "/Users?count=0");
    assert.equal((await answerOf(tab)).totalResults, 52);
    await tab.page.locator(".foot").getByText("52").waitFor();
  }
  await one.leave();
  await two.leave();
});

test("a tab that is killed in the middle of writing has lost nothing that was acknowledged", async () => {
  const visitor = await playground.visitor();
  const one = await visitor.open("#/console");
  for (let round = 0; round < 3; round++) {
    await ask(one, "POST", "/Users", { schemas: [USER], userName: `kept-${round}` });
    await status(one, 201);
  }
  await one.write("Body", JSON.stringify({ schemas: [USER], userName: "perhaps" }));
  await send(one);
  await one.page.close();
  const two = await visitor.open("#/console");
  for (let round = 0; round < 3; round++) {
    await two.room.getByRole("tab", { name: "Changes" }).click();
    await ask(two, "GET", `/Users?filter=userName eq "kept-${round}"`);
    assert.equal((await answerOf(two)).totalResults, 1);
  }
  await two.leave();
});

/** What a full disk does to IndexedDB, for as long as it is told to. */
const FULL_DISK = `
  let full = false;
  new BroadcastChannel("full").onmessage = ({ data }) => { full = data; };
  const { add } = IDBObjectStore.prototype;
  IDBObjectStore.prototype.add = function (...parameters) {
    if (full) throw new DOMException("The quota has been exceeded.", "QuotaExceededError");
    return add.apply(this, parameters);
  };
`;

test("a browser without room says so, and takes the change back", async () => {
  const visitor = await playground.visitor();
  await visitor.context.route(/worker-.*\.js$/, async route => {
    const response = await route.fetch();
    await route.fulfill({ response, body: FULL_DISK + (await response.text()) });
  });
  const tab = await visitor.open("#/console");
  const fill = full =>
    tab.page.evaluate(full => new BroadcastChannel("full").postMessage(full), full);
  await ask(tab, "GET", MIRA);
  await fill(true);
  await ask(tab, "POST", "/Users", { schemas: [USER], userName: "unkept" });
  await status(tab, 507);
  await tab.page
    .locator(".notice")
    .getByText(/no room/)
    .first()
    .waitFor();
  await ask(tab, "GET", '/Users?filter=userName eq "unkept"');
  assert.equal((await answerOf(tab)).totalResults, 0);

  await fill(false);
  await tab.room.getByRole("tab", { name: "Changes" }).click();
  await ask(tab, "POST", "/Users", { schemas: [USER], userName: "unkept" });
  await status(tab, 201);
  await tab.leave();
});

test("a damaged journal is set aside and said, and the rest is kept", async () => {
  const visitor = await playground.visitor();
  const one = await visitor.open("#/console");
  await ask(one, "POST", "/Users", { schemas: [USER], userName: "before" });
  await status(one, 201);
  await one.page.evaluate(async () => {
    const database = await new Promise(resolve => {
      const opening = indexedDB.open("scimlens-directory");
      opening.onsuccess = () => resolve(opening.result);
    });
    await new Promise(resolve => {
      const writing = database.transaction("records", "readwrite");
      writing.objectStore("records").add({ kind: "request", parent: 2, time: 7 });
      writing.oncomplete = resolve;
    });
    database.close();
  });
  await one.reload();
  await one.page
    .locator(".notice")
    .getByText(/1 change .* could not be read/)
    .waitFor();
  await ask(one, "GET", '/Users?filter=userName eq "before"');
  assert.equal((await answerOf(one)).totalResults, 1);
  await one.reload();
  assert.equal(await one.page.locator(".notice").count(), 0);
  await one.page.close();
});

test("a journal of a newer version is left as it is", async () => {
  const visitor = await playground.visitor();
  const page = await visitor.context.newPage();
  await page.goto(`${visitor.address}theme.js`);
  await page.evaluate(
    () =>
      new Promise(resolve => {
        const opening = indexedDB.open("scimlens-directory", 99);
        opening.onsuccess = () => {
          opening.result.close();
          resolve();
        };
      }),
  );
  const tab = await visitor.open("#/console");
  await tab.page
    .locator(".notice")
    .getByText(/newer version/)
    .waitFor();
  await ask(tab, "GET", MIRA);
  await status(tab, 200);
  const version = await page.evaluate(async () => (await indexedDB.databases())[0].version);
  assert.equal(version, 99);
  await tab.page.close();
});

test("keys alone: a request is typed, sent, and its answer read", async () => {
  const tab = await playground.visit("console");
  const { keyboard } = tab.page;
  await tab.editor("Address").focus();
  await keyboard.press("ControlOrMeta+a");
  await keyboard.insertText("/Groups?count=1");
  await keyboard.press("Escape");
  await keyboard.press("Shift+Tab");
  assert.match(await tab.page.evaluate(() => document.activeElement.textContent), /PATCH/);
  await keyboard.press("ArrowDown");
  await keyboard.press("g");
  await keyboard.press("Enter");
  await tab.room.getByRole("button", { name: "Method GET" }).waitFor();
  await keyboard.press("ControlOrMeta+Enter");
  await status(tab, 200);
  assert.equal(JSON.parse(await tab.text("Answer")).totalResults, 10);
  await tab.room.getByRole("tab", { name: "Answer" }).focus();
  await keyboard.press("ArrowRight");
  await tab.room.locator(".pairs:visible").getByText("application/scim+json").waitFor();
  await tab.leave();
});

test("live: a real endpoint is asked, with its token, which is kept nowhere; CORS is explained", async () => {
  const seen = [];
  let cors = false;
  const server = createServer((request, response) => {
    seen.push({ method: request.method, url: request.url, token: request.headers.authorization });
    if (cors) {
      response.setHeader("Access-Control-Allow-Origin", "*");
      response.setHeader("Access-Control-Allow-Headers", "authorization, content-type");
    }
    response.setHeader("Content-Type", "application/scim+json");
    response.end(JSON.stringify({ schemas: [USER], id: "1", userName: "far", active: "yes" }));
  });
  await new Promise(resolve => server.listen(0, "127.0.0.1", resolve));
  const base = `http://127.0.0.1:${server.address().port}/scim/v2`;
  try {
    const tab = await playground.visit("console");
    await tab.pick("Receiver", "A real endpoint");
    await tab.room.getByLabel("Base URL").fill(base);
    await tab.room.getByLabel("Bearer token").fill("s3cret");
    await tab.page.locator(".foot").getByText(`requests go to 127.0.0.1`).waitFor();
    await tab.assertAccessible("live");
    await ask(tab, "GET", "/Users/1");
    await tab.room.getByText("The browser gives no answer").waitFor();
    cors = true;
    await ask(tab, "GET", "/Users/1");
    await status(tab, 200);
    assert.deepEqual(seen.at(-1), {
      method: "GET",
      url: "/scim/v2/Users/1",
      token: "Bearer s3cret",
    });
    await tab.findings("Answer").getByText("is a boolean").waitFor();
    await tab.page.waitForTimeout(400);
    const stored = await tab.page.evaluate(() =>
      JSON.stringify([{ ...localStorage }, { ...sessionStorage }]),
    );
    assert.doesNotMatch(stored, /s3cret/);
    await tab.pick("Receiver", "In this page");
    await tab.page.locator(".foot").getByText("nothing leaves this tab").waitFor();
    await tab.page.close();
  } finally {
    server.close();
  }
});
