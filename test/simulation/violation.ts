/** A promise that a simulated day broke. */
export interface Violation {
  readonly rule:
    | 'fault'
    | 'stuck'
    | 'not-joined'
    | 'not-delivered'
    | 'not-mended'
    | 'diverged'
    | 'lost'
    | 'chain-broken'
    | 'left-waiting'
    | 'stick'
    | 'groups-differ'
    | 'number-repeated'
    | 'number-unreadable'
    | 'conflicts-differ'
    | 'queue-differs'
    | 'search-differs'
    | 'false-alarm'
    | 'overspent'
    | 'packed-early'
    | 'body-missing'
    | 'hubs-differ'
    | 'clock-ahead'
    | 'not-repeated';
  readonly detail: string;
}
