import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { type ReactNode, Suspense, useState } from "react";
import { Route, Switch } from "wouter";
import { ApiFailure } from "./api/client.ts";
import { LiveProvider } from "./api/live.tsx";
import { NoticeProvider } from "./parts/notices.tsx";
import { Skeleton } from "./parts/states.tsx";
import { pages } from "./pages/registry.ts";
import { MissingPage } from "./shell/missing-page.tsx";
import { PageBoundary } from "./shell/page-boundary.tsx";
import { Shell } from "./shell/shell.tsx";
import { SignInPage } from "./shell/sign-in-page.tsx";
import { useWho } from "./shell/use-who.ts";

const client = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 5000,
      // A refusal stays one; silence may end.
      retry: (count, error) => error instanceof ApiFailure && error.status === 0 && count < 2,
      refetchOnWindowFocus: false,
    },
  },
});

function isAt(path: string, address: string): boolean {
  const [wanted, given] = [path.split("/"), address.split("/")];
  return wanted.every((part, index) => part.startsWith(":") || part === given[index]) && given.length <= wanted.length;
}

export function App(): ReactNode {
  return (
    <QueryClientProvider client={client}>
      <NoticeProvider>
        <Pages />
      </NoticeProvider>
    </QueryClientProvider>
  );
}

function Pages(): ReactNode {
  const who = useWho();
  // Who it is and what they look at are asked at the same time.
  useState(() => pages.find(({ path }) => isAt(path, location.pathname))?.fetch());
  if (who.state === "asking") return <Skeleton />;
  const routes = (
    <Shell who={who}>
      <Switch>
        {pages.map(({ id, path, view: View, isPublic }) => (
          <Route key={id} path={path}>
            <PageBoundary>
              <Suspense fallback={<Skeleton lines={8} />}>
                {who.mayRead || isPublic === true ? <View /> : <SignInPage />}
              </Suspense>
            </PageBoundary>
          </Route>
        ))}
        <Route>
          <MissingPage />
        </Route>
      </Switch>
    </Shell>
  );
  return who.mayRead ? <LiveProvider>{routes}</LiveProvider> : routes;
}
