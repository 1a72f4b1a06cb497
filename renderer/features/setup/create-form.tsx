import { Button, PasswordInput, SegmentedControl, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { workingWeeks } from '../../../shared/entities/organisation.ts';
import { useActions } from '../../app/actions.ts';
import { api, queryClient } from '../../app/api.ts';
import { describeError, errorCode } from '../../app/errors.ts';
import { languageChoices } from '../../app/full-page.tsx';
import { languageOrPersian } from '../../app/i18n.ts';
import { usePreferences } from '../../app/locale.tsx';
import { ErrorNotice } from '../../ui/error-notice.tsx';
import classes from './setup.module.css';
import { WeekPicture } from './week-picture.tsx';

const emptyForm = { organisationName: '', adminName: '', password: '', passwordAgain: '' };

type Texts = typeof emptyForm;

type Chosen = { readonly workingWeek: (typeof workingWeeks)[number] };

function WeekChoice({
  workingWeek,
  onChoose,
}: Chosen & { readonly onChoose: (week: Chosen['workingWeek']) => void }) {
  const { t } = useTranslation();
  return (
    <fieldset className={classes.field}>
      <legend>{t('setup.create.workingWeek')}</legend>
      <p className={classes.hint}>{t('setup.create.workingWeekText')}</p>
      <div className={classes.weeks}>
        {workingWeeks.map((week) => (
          <label key={week} className={classes.weekChoice}>
            <input
              type="radio"
              name="working-week"
              checked={week === workingWeek}
              onChange={() => onChoose(week)}
            />
            <strong>{t(`setup.weeks.${week}`)}</strong>
            <WeekPicture preset={week} />
            <span>{t(`setup.weeks.${week}Text`)}</span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}

/** What the person has to mend before the core is asked; undefined for a field that is fine. */
function useProblems(texts: Texts, tried: boolean, passwordError: unknown) {
  const { t } = useTranslation();
  const required = (text: string) => (tried && text.trim() === '' ? t('setup.create.required') : undefined);
  const differs = tried && texts.password !== texts.passwordAgain;
  const refused =
    errorCode(passwordError) === 'password-too-short' ? describeError(passwordError, t) : undefined;
  return {
    organisationName: required(texts.organisationName),
    adminName: required(texts.adminName),
    password: refused ?? (tried && texts.password === '' ? t('setup.create.required') : undefined),
    passwordAgain: differs ? t('setup.create.passwordDiffers') : undefined,
  };
}

const isComplete = (texts: Texts) =>
  texts.organisationName.trim() !== '' &&
  texts.adminName.trim() !== '' &&
  texts.password !== '' &&
  texts.password === texts.passwordAgain;

type CreateFormProps = { readonly onCreated: (joinSecret: string) => void; readonly onBack: () => void };

export function CreateForm({ onCreated, onBack }: CreateFormProps) {
  const { t } = useTranslation();
  const preferences = usePreferences();
  const [texts, setTexts] = useState(emptyForm);
  const [workingWeek, setWorkingWeek] = useState<Chosen['workingWeek']>('ir');
  const [language, setLanguage] = useState(preferences.language);
  const [tried, setTried] = useState(false);
  const create = useMutation(
    api.setup.create.mutationOptions({
      onSuccess: async ({ joinSecret }) => {
        await queryClient.invalidateQueries();
        onCreated(joinSecret);
      },
    }),
  );
  const problems = useProblems(texts, tried, create.error);
  useActions([{ id: 'setup.back', labelKey: 'common.back', keys: 'Escape', group: 'general', run: onBack }]);

  function submit(event: FormEvent): void {
    event.preventDefault();
    setTried(true);
    const { organisationName, adminName, password } = texts;
    if (isComplete(texts)) create.mutate({ organisationName, adminName, password, workingWeek, language });
  }

  const field = (name: keyof Texts) => ({
    value: texts[name],
    error: problems[name],
    onChange: (event: { currentTarget: { value: string } }) =>
      setTexts({ ...texts, [name]: event.currentTarget.value }),
  });

  return (
    <form className={classes.form} onSubmit={submit} noValidate>
      <h1>{t('setup.choice.create')}</h1>
      <div className={classes.pair}>
        <TextInput
          label={t('setup.create.organisationName')}
          placeholder={t('setup.create.organisationPlaceholder')}
          data-autofocus
          autoFocus
          maxLength={200}
          {...field('organisationName')}
        />
        <TextInput
          label={t('setup.create.adminName')}
          description={t('setup.create.adminNameText')}
          inputWrapperOrder={['label', 'input', 'error', 'description']}
          autoComplete="username"
          maxLength={200}
          {...field('adminName')}
        />
        <PasswordInput
          label={t('setup.create.password')}
          description={problems.password ? undefined : t('setup.create.passwordText')}
          inputWrapperOrder={['label', 'input', 'error', 'description']}
          autoComplete="new-password"
          {...field('password')}
        />
        <PasswordInput
          label={t('setup.create.passwordAgain')}
          autoComplete="new-password"
          {...field('passwordAgain')}
        />
      </div>
      <WeekChoice workingWeek={workingWeek} onChoose={setWorkingWeek} />
      <div>
        <p className={classes.fieldTitle} id="organisation-language" style={{ margin: '0 0 6px' }}>
          {t('setup.create.language')}
        </p>
        <SegmentedControl
          aria-labelledby="organisation-language"
          data={languageChoices}
          value={language}
          onChange={(value) => setLanguage(languageOrPersian(value))}
        />
      </div>
      {create.isError && !problems.password ? <ErrorNotice error={create.error} /> : null}
      <div className={classes.buttons}>
        <Button variant="default" onClick={onBack}>
          {t('common.back')}
        </Button>
        <Button type="submit" loading={create.isPending}>
          {t('setup.create.submit')}
        </Button>
      </div>
    </form>
  );
}
