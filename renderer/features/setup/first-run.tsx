// The first question of all: create, join, or look around.
import { IconBuildingCommunity, IconFlask, IconPlugConnected, type TablerIcon } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type Action, useActions } from '../../app/actions.ts';
import { api, queryClient } from '../../app/api.ts';
import { FullPage } from '../../app/full-page.tsx';
import { usePreferences } from '../../app/locale.tsx';
import { ErrorNotice } from '../../ui/error-notice.tsx';
import { Kbd } from '../../ui/kbd.tsx';
import { rememberName } from '../session/last-name.ts';
import { CreateForm } from './create-form.tsx';
import { JoinForm } from './join-form.tsx';
import classes from './setup.module.css';

const choices = ['create', 'join', 'sample'] as const;

type Choice = (typeof choices)[number];

const iconByChoice: Readonly<Record<Choice, TablerIcon>> = {
  create: IconBuildingCommunity,
  join: IconPlugConnected,
  sample: IconFlask,
};

const keyByChoice: Readonly<Record<Choice, string>> = { create: '1', join: '2', sample: '3' };

export type FirstRunResult =
  | { readonly type: 'created'; readonly joinSecret: string }
  | { readonly type: 'joined' }
  | { readonly type: 'sample' };

type FirstRunProps = { readonly onFinished: (result: FirstRunResult) => void };

function useMakeSample({ onFinished }: FirstRunProps) {
  const { language } = usePreferences();
  const make = useMutation(
    api.setup.sample.mutationOptions({
      onSuccess: async ({ agentName }) => {
        rememberName(agentName);
        await queryClient.invalidateQueries();
        onFinished({ type: 'sample' });
      },
    }),
  );
  return { ...make, start: () => make.mutate({ language }) };
}

type ChoicesProps = FirstRunProps & { readonly choose: (choice: 'create' | 'join') => void };

function Choices({ choose, onFinished }: ChoicesProps) {
  const { t } = useTranslation();
  const sample = useMakeSample({ onFinished });
  const run = (choice: Choice) => (choice === 'sample' ? sample.start() : choose(choice));
  useActions(
    choices.map(
      (choice): Action => ({
        id: `setup.${choice}`,
        labelKey: `setup.choice.${choice}`,
        keys: keyByChoice[choice],
        group: 'general',
        enabled: !sample.isPending,
        run: () => run(choice),
      }),
    ),
  );
  return (
    <section className={classes.welcome}>
      <h1>{t('setup.welcome')}</h1>
      <p className={classes.lead} role="status">
        {sample.isPending ? t('setup.sample.making') : t('setup.welcomeText')}
      </p>
      <div className={classes.choices}>
        {choices.map((choice) => {
          const Icon = iconByChoice[choice];
          return (
            <button
              key={choice}
              type="button"
              className={classes.choice}
              disabled={sample.isPending}
              onClick={() => run(choice)}
            >
              <span className={classes.choiceHead}>
                <Icon size={30} stroke={1.5} aria-hidden="true" />
                <Kbd keys={keyByChoice[choice]} />
              </span>
              <strong>{t(`setup.choice.${choice}`)}</strong>
              <span>{t(`setup.choice.${choice}Text`)}</span>
            </button>
          );
        })}
      </div>
      {sample.isError ? <ErrorNotice error={sample.error} /> : null}
    </section>
  );
}

export function FirstRun({ onFinished }: FirstRunProps) {
  const [choice, setChoice] = useState<'create' | 'join' | null>(null);
  const back = () => setChoice(null);
  return (
    <FullPage>
      {choice === null ? <Choices choose={setChoice} onFinished={onFinished} /> : null}
      {choice === 'create' ? (
        <CreateForm onCreated={(joinSecret) => onFinished({ type: 'created', joinSecret })} onBack={back} />
      ) : null}
      {choice === 'join' ? <JoinForm onJoined={() => onFinished({ type: 'joined' })} onBack={back} /> : null}
    </FullPage>
  );
}
