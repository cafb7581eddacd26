using Cloakroom.FaultTests.Histories;

namespace Cloakroom.FaultTests.Checking;

/// <summary>What the history says about the life of one session.</summary>
internal sealed class SessionLife(Operation login, int nodes)
{
    private readonly (double At, Operation? By)[] _deadlines = [.. Enumerable.Repeat<(double, Operation?)>((double.PositiveInfinity, null), nodes * 2)];
    private readonly (double From, Operation? By)[] _mayEnd = [(double.PositiveInfinity, null), (double.PositiveInfinity, null)];

    public Operation Login => login;

    /// <summary>Whether its login may have been lost with the store's last writes.</summary>
    public bool MayBeLost { get; init; }

    /// <summary>Whether somebody ended it for certain.</summary>
    public bool IsEnded => _deadlines.Any(d => d.By is not null);

    /// <summary>From here on this node must refuse it.</summary>
    public (double At, Operation? By) Deadline(int node, bool safe) => _deadlines[(node * 2) + (safe ? 1 : 0)];

    /// <summary>Whether it lived for certain until that time, whatever this operation does.</summary>
    public bool LivesUntil(double time, Operation? except = null) =>
        !MayBeLost && (_mayEnd[0].By is not null && ReferenceEquals(_mayEnd[0].By, except) ? _mayEnd[1] : _mayEnd[0]).From > time;

    /// <summary>This may end it, from its beginning on.</summary>
    public void MayEnd(Operation by)
    {
        if (by.Start < _mayEnd[0].From)
        {
            (_mayEnd[1], _mayEnd[0]) = (_mayEnd[0], (by.Start, by));
        }
        else if (by.Start < _mayEnd[1].From)
        {
            _mayEnd[1] = (by.Start, by);
        }
    }

    /// <summary>This has ended it.</summary>
    public void Ended(Operation by, Reach reach)
    {
        // What somebody else may have ended on another node just before was not there to be ended once more, and this node hears of it as of
        // everything else.
        bool hearsOfIt = by.Verb is Verb.EndAll or Verb.EndOthers && !LivesUntil(by.End, except: by);
        for (int i = 0; i < _deadlines.Length; i++)
        {
            double at = reach.Deadline(by, login.Session, i / 2, safe: i % 2 == 1, hearsOfIt);
            if (at < _deadlines[i].At)
            {
                _deadlines[i] = (at, by);
            }
        }
    }
}
