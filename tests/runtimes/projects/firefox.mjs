// Opens the pages that it is told of one after the other in a frame, and sends home what they answered: Debian's
// Firefox has no driver that Playwright could talk to.
const pages = new URLSearchParams(location.search).getAll("page");

const answerOf = frame =>
  new Promise(resolve => {
    const begin = Date.now();
    const look = () => {
      const { answer } = frame.contentWindow;
      if (answer !== undefined) resolve(answer);
      else if (Date.now() - begin > 20_000) resolve({ error: "no answer" });
      else setTimeout(look, 10);
    };
    look();
  });

async function open(page) {
  const frame = document.createElement("iframe");
  frame.src = page;
  document.body.append(frame);
  const answer = await answerOf(frame);
  frame.remove();
  await fetch(`/answers${page}`, { method: "POST", body: JSON.stringify(answer) });
}

for (const page of pages) await open(page);
await fetch("/end", { method: "POST" });
