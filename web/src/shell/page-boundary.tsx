import { Component, type ErrorInfo, type ReactNode } from "react";
import { ApiFailure } from "../api/client.ts";
import { Failed } from "../parts/states.tsx";

/** A fault of ours in one page leaves the navigation alive. */
export class PageBoundary extends Component<{ readonly children: ReactNode }, { readonly error: Error | null }> {
  override state: { readonly error: Error | null } = { error: null };

  static getDerivedStateFromError(error: Error): { readonly error: Error } {
    return { error };
  }

  override componentDidCatch(error: Error, { componentStack }: ErrorInfo): void {
    console.error(error, componentStack);
  }

  override render(): ReactNode {
    const { error } = this.state;
    if (error === null) return this.props.children;
    // A part of the page that cannot be loaded is most often a server that was updated or ended: loading anew helps.
    const failure =
      error instanceof ApiFailure
        ? error
        : new ApiFailure(500, { type: "about:blank", title: error.message, status: 500 });
    return <Failed failure={failure} retry={() => location.reload()} />;
  }
}
