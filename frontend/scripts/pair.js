// Deciding on pairs with one hand: 1 to 3 take the decision, 4 goes on. Only while the focus is within the pair, and not in a field.
document.addEventListener("keydown", (event) => {
  const pair = event.target.closest?.("[data-keys]");
  if (!pair || event.repeat || event.ctrlKey || event.altKey || event.metaKey || event.target.matches("input, textarea, select")) return;
  const wanted = [...pair.querySelectorAll("[data-key]")].find((one) => one.dataset.key === event.key);
  if (!wanted) return;
  event.preventDefault();
  wanted.click();
});
