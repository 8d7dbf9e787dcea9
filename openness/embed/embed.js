// Puts <openness-widget> into other people's pages; script.py says what it promises.
if (!customElements.get("openness-widget")) {
  const home = new URL("/embed/", document.currentScript?.src || SITE).href;
  const tallest = 20000;
  const looks = new CSSStyleSheet(); // not subject to a page's Content-Security-Policy
  looks.replaceSync(
    ":host{box-sizing:border-box;display:grid!important;width:100%}" +
      "slot,iframe{border:0;display:block;grid-area:1/1;min-width:0;width:100%}" +
      "iframe{visibility:hidden;color:color-mix(in srgb,currentColor,currentColor);transition:color 1ms}" +
      "[hidden]{display:none}[hidden]+iframe{visibility:visible}",
  );

  // The page's own theme, told by its text: light on dark, or dark on light.
  const scheme = (element) => {
    const { color } = getComputedStyle(element);
    const [red, green, blue] = color.match(/[\d.]+/g).map(Number);
    return red + green + blue > (color.startsWith("rgb") ? 382 : 1.5) ? "dark" : "light";
  };

  class Widget extends HTMLElement {
    static observedAttributes = ["src", "title", "height"];
    #root = this.attachShadow({ mode: "open" });
    #link = document.createElement("slot");
    #frame = document.createElement("iframe");
    #height = 0;
    #width = 0;

    #hear = ({ source, origin, data }) => {
      if (!source || source !== this.#frame.contentWindow || origin !== "null") return; // "null": it is sandboxed
      if (data?.openness !== 1 || !(Number.isInteger(data.height) && data.height > 0 && data.height < tallest)) return;
      this.#height = data.height;
      this.#fit();
    };

    constructor() {
      super();
      const frame = this.#frame;
      frame.loading = "lazy";
      frame.referrerPolicy = "no-referrer";
      frame.sandbox = "allow-scripts allow-popups allow-popups-to-escape-sandbox";
      frame.onload = frame.ontransitionend = () =>
        frame.contentWindow.postMessage({ openness: 1, hello: 1, scheme: scheme(frame) }, "*");
      this.#root.adoptedStyleSheets = [looks];
      this.#root.append(this.#link);
    }

    connectedCallback() {
      addEventListener("message", this.#hear);
      this.attributeChangedCallback();
    }

    disconnectedCallback() {
      removeEventListener("message", this.#hear);
    }

    attributeChangedCallback() {
      const frame = this.#frame;
      const wanted = document.createElement("a");
      wanted.href = this.getAttribute("src");
      frame.title = this.title || this.textContent.trim();
      frame.height = this.#height || this.getAttribute("height") || 400;
      if (!wanted.href.startsWith(home)) {
        frame.remove();
        this.#height = 0;
        this.#link.hidden = false;
      } else if (!frame.parentNode || frame.src !== wanted.href) {
        frame.src = wanted.href;
        this.#root.append(frame);
      }
    }

    // It shrinks only where that moves nothing in sight, or where its reader made it.
    #fit() {
      const frame = this.#frame;
      const { top, bottom, width } = this.getBoundingClientRect();
      const isOutOfSight = bottom < 0 || top + this.#height > innerHeight;
      const isOfTheReader = (this.#width && this.#width !== width) || this.#root.activeElement;
      frame.height =
        isOutOfSight || isOfTheReader
          ? this.#height
          : Math.max(this.#height, this.#link.offsetHeight, frame.offsetHeight);
      this.#link.hidden = true;
      this.#width = width;
    }
  }
  customElements.define("openness-widget", Widget);
}
