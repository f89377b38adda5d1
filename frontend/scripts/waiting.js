// A page that is slow to come says so at its button, once a second has passed.
for (const says of document.querySelectorAll("[data-waits]")) {
  let timer;
  says.closest("form").addEventListener("submit", () => {
    timer = setTimeout(() => { says.textContent = says.dataset.waits; }, 1000);
  });
  addEventListener("pageshow", () => { clearTimeout(timer); says.textContent = ""; });
}
