// How long the work of a keystroke takes in a document of 10 kB, with 100,000 users in the directory of the page, in
// the built playground: node www/keystrokes.mjs [rounds]. It prints figures and judges nothing: they are those of the
// machine and of what else runs on it.
import { openPlayground } from "../tests/e2e/page.mjs";

const ROUNDS = Number(process.argv[2] ?? 3);
const KEYS = 60;

const median = values => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
const say = line => process.stdout.write(`${line}\n`);

const emails = Array.from({ length: 130 }, (_, index) => ({
  value: `user${index}@harbour.example`,
  type: "work",
}));
const user = {
  schemas: ["urn:ietf:params:scim:schemas:core:2.0:User"],
  userName: "noor",
  title: "Pilot",
  emails,
};

/** Types into an editor, a key after the other; returns how long the page worked for each, in milliseconds. */
async function typed(tab, label) {
  await tab.write(label, JSON.stringify(user, null, 1));
  await tab.cursorAfter(label, '"Pilot');
  await tab.page.waitForTimeout(1_000);
  await tab.page.evaluate(() => {
    window.tasks = [];
    new PerformanceObserver(list => {
      window.tasks.push(...list.getEntries().map(({ duration }) => duration));
    }).observe({ type: "longtask" });
  });
  const session = await tab.page.context().newCDPSession(tab.page);
  await session.send("Performance.enable");
  const busy = async () => {
    const { metrics } = await session.send("Performance.getMetrics");
    return metrics.find(({ name }) => name === "TaskDuration").value * 1000;
  };
  const works = [];
  for (let key = 0; key < KEYS; key++) {
    const before = await busy();
    await tab.page.keyboard.press("abcdefghij"[key % 10]);
    // Typing goes on: what waits for a pause is not the work of a key.
    await tab.page.waitForTimeout(90);
    works.push((await busy()) - before);
  }
  const tasks = await tab.page.evaluate(() => window.tasks);
  return { works, longest: Math.max(0, ...tasks) };
}

const playground = await openPlayground();
try {
  for (const [room, label] of [
    ["document", "Document"],
    ["console", "Body"],
    ["patch", "Before"],
  ]) {
    for (let round = 0; round < ROUNDS; round++) {
      const tab = await playground.visit("directory", { viewport: { width: 1280, height: 800 } });
      await tab.pick("Fill", "100,000 users");
      await tab.counts("Filter").getByText("100,000 of type User").waitFor({ timeout: 120_000 });
      await tab.page.evaluate(room => {
        location.hash = `#/${room}`;
      }, room);
      await tab.editor(label).waitFor();
      const { works, longest } = await typed(tab, label);
      say(
        `${room}: median ${median(works).toFixed(1)} ms, worst ${Math.max(...works).toFixed(1)} ms, longest task ${longest === 0 ? "under 50" : longest.toFixed(0)} ms`,
      );
      await tab.page.close();
    }
  }
} finally {
  await playground.close();
}
