// Everything here is a convenience: each page works without it. htmx reads its settings from the page's head.
import "htmx.org";
import "./arrived.js";
import "./drafting.js";
import "./idle.js";
import "./lock.js";
import "./marking.js";
import "./pair.js";
import "./slider.js";
import "./tabs.js";
import "./unsaved.js";
import "./waiting.js";
