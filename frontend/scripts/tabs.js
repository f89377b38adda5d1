// Where a case has more parts than fit, the part that is shown may stand beyond the edge: bring it to the middle.
const shown = document.querySelector(".tabs > [aria-current=page]");
const row = shown?.parentElement;
row?.scrollTo({ left: shown.offsetLeft - (row.clientWidth - shown.offsetWidth) / 2 });
