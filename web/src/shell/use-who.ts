import { useApi } from "../api/use-api.ts";

export interface Who {
  readonly state: "asking" | "known" | "unreachable";
  readonly name: string;
  readonly mayRead: boolean;
  readonly mayOperate: boolean;
  readonly mayAdmin: boolean;
  /** Signed in with a token, and not merely on the server's own machine. */
  readonly isSignedIn: boolean;
}

interface WhoDocument {
  readonly name: string;
  readonly scopes: readonly string[];
}

/** Who looks at the page, and what they may do. Asked once. */
export function useWho(): Who {
  const { data, error, isPending } = useApi<WhoDocument>("who", "/who");
  const scopes = data?.scopes ?? [];
  const mayAdmin = scopes.includes("admin");
  const mayOperate = mayAdmin || scopes.includes("operate");
  return {
    state: isPending ? "asking" : error === null ? "known" : "unreachable",
    name: data?.name ?? "",
    mayAdmin,
    mayOperate,
    mayRead: mayOperate || scopes.includes("read"),
    isSignedIn: data !== undefined && data.name !== "local",
  };
}
