import { Component, type ErrorInfo, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { EmptyState } from '../ui/empty-state.tsx';

type ScreenBoundaryProps = { readonly children: ReactNode };

function BrokenScreen({ reopen }: { readonly reopen: () => void }) {
  const { t } = useTranslation();
  return (
    <EmptyState
      title={t('shell.screenBroken')}
      text={t('shell.screenBrokenText')}
      action={{ label: t('shell.reopen'), run: reopen }}
    />
  );
}

/** A screen that fails takes nothing else with it. A class, because React offers this in no other form. */
export class ScreenBoundary extends Component<ScreenBoundaryProps, { readonly failed: boolean }> {
  override state = { failed: false };

  static getDerivedStateFromError() {
    return { failed: true };
  }

  override componentDidCatch(error: unknown, info: ErrorInfo): void {
    console.error('A screen could not be shown.', error, info.componentStack);
  }

  override render(): ReactNode {
    if (!this.state.failed) return this.props.children;
    return <BrokenScreen reopen={() => this.setState({ failed: false })} />;
  }
}
