namespace CoffeeShop.Lab;

/// <summary>Which of the defences see what they need. Off means blindfolded: Cloakroom itself has no such switch.</summary>
/// <param name="SameSite">The cookie is SameSite=Strict; otherwise it is sent with every request.</param>
/// <param name="FetchMetadata">The Sec-Fetch headers arrive.</param>
/// <param name="Origin">The header Origin arrives.</param>
/// <param name="SynchronizerToken">Where neither arrives, a form needs its token.</param>
/// <param name="DoubleSubmit">Where neither arrives, everything else needs the token in a header.</param>
internal sealed record Defences(bool SameSite, bool FetchMetadata, bool Origin, bool SynchronizerToken, bool DoubleSubmit)
{
    public static Defences All { get; } = new(SameSite: true, FetchMetadata: true, Origin: true, SynchronizerToken: true, DoubleSubmit: true);
}

/// <summary>What became of the request that an attack made.</summary>
/// <param name="Status">The status of the answer.</param>
/// <param name="Reason">The code of the refusal; null when there was none.</param>
/// <param name="Cookie">Whether the browser sent the session cookie with it.</param>
internal sealed record Arrival(int Status, string? Reason, bool Cookie);

/// <summary>One attack at a time: the lab is for one person.</summary>
internal sealed class Experiment
{
    private readonly Lock _lock = new();
    private Defences _defences = Defences.All;
    private int _run;
    private Arrival? _arrival;

    public Defences Defences
    {
        get
        {
            lock (_lock)
            {
                return _defences;
            }
        }
    }

    public int Begin(Defences defences)
    {
        lock (_lock)
        {
            (_defences, _arrival) = (defences, null);
            return ++_run;
        }
    }

    public void Arrived(string? run, Arrival arrival)
    {
        lock (_lock)
        {
            _arrival = run == $"{_run}" ? arrival : _arrival;
        }
    }

    public Arrival? ArrivalOf(int run)
    {
        lock (_lock)
        {
            return run == _run ? _arrival : null;
        }
    }
}
