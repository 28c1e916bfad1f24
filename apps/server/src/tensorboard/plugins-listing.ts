// `/data/plugins_listing`: the dashboards of TensorBoard's own page, in its order, with how the page loads each.
import { jsonText } from "./json-text.ts";

interface PluginEntry {
  readonly tabName: string;
  readonly isReloadDisabled?: boolean;
  readonly loading:
    | { readonly type: "NG_COMPONENT" }
    | { readonly type: "NONE" }
    | { readonly type: "CUSTOM_ELEMENT"; readonly element_name: string }
    | { readonly type: "IFRAME"; readonly module_path: string };
}

const plugins = {
  timeseries: { tabName: "Time Series", loading: { type: "NG_COMPONENT" } },
  scalars: { tabName: "scalars", loading: customElement("tf-scalar-dashboard") },
  custom_scalars: { tabName: "Custom Scalars", loading: customElement("tf-custom-scalar-dashboard") },
  images: { tabName: "images", loading: customElement("tf-image-dashboard") },
  audio: { tabName: "audio", loading: customElement("tf-audio-dashboard") },
  "debugger-v2": { tabName: "Debugger V2", loading: { type: "NG_COMPONENT" } },
  graphs: { tabName: "graphs", isReloadDisabled: true, loading: customElement("tf-graph-dashboard") },
  distributions: { tabName: "distributions", loading: customElement("tf-distribution-dashboard") },
  histograms: { tabName: "histograms", loading: customElement("tf-histogram-dashboard") },
  text: { tabName: "text", loading: customElement("tf-text-dashboard") },
  pr_curves: { tabName: "PR Curves", loading: customElement("tf-pr-curve-dashboard") },
  profile_redirect: { tabName: "Profile", loading: customElement("tf-profile-redirect-dashboard") },
  hparams: { tabName: "hparams", loading: customElement("tf-hparams-dashboard") },
  mesh: { tabName: "mesh", loading: customElement("mesh-dashboard") },
  wit_redirect: { tabName: "What-If Tool", loading: customElement("tf-wit-redirect-dashboard") },
  projector: {
    tabName: "projector",
    isReloadDisabled: true,
    loading: { type: "IFRAME", module_path: "/data/plugin/projector/index.js" },
  },
} as const satisfies Record<string, PluginEntry>;

export type PluginName = keyof typeof plugins;

/** The page shows a plugin as a tab when it is enabled: when its routes are served and have data. */
export function pluginsListingText(enabled: ReadonlySet<PluginName>): string {
  const entries = Object.entries<PluginEntry>(plugins).map(
    ([name, { tabName, isReloadDisabled = false, loading }]) =>
      [
        name,
        {
          disable_reload: isReloadDisabled,
          enabled: enabled.has(name as PluginName),
          remove_dom: false,
          tab_name: tabName,
          loading_mechanism: loading,
        },
      ] as const,
  );
  return jsonText(Object.fromEntries(entries));
}

function customElement(name: string): { readonly type: "CUSTOM_ELEMENT"; readonly element_name: string } {
  return { type: "CUSTOM_ELEMENT", element_name: name };
}
