// Says calmly that records came by themselves since this page was made. It loads nothing by itself: somebody may be typing.
const LOOK_EVERY_MS = 4_000;
const root = document.documentElement;
const says = document.querySelector(".arrived > p");
const shown = Number(root.dataset.arrived);

async function look() {
  if (document.hidden || !says.hidden) return;
  try {
    const answer = await fetch("/arrived", { redirect: "manual" });
    if (answer.ok && (await answer.json()).arrived > shown) says.hidden = false;
  } catch {
    // The desk is locked or gone: idle.js and the next page say so.
  }
}

if (says && root.dataset.arrived !== undefined) setInterval(look, LOOK_EVERY_MS);
