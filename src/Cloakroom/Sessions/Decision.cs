namespace Cloakroom;

/// <summary>
/// What is known about the sender of a request. There is no default: code that has no decision cannot pretend to have one,
/// and whoever asks must answer all three cases (<see cref="Match"/>).
/// </summary>
public abstract class Decision
{
    private Decision()
    {
    }

    /// <summary>Runs the branch that applies.</summary>
    public abstract T Match<T>(Func<Valid, T> valid, Func<Anonymous, T> anonymous, Func<Unavailable, T> unavailable);

    /// <summary>The session is live, or was so when the store was last heard of (<see cref="Stale"/>).</summary>
    public sealed class Valid(Session session) : Decision
    {
        // The session, or it and its age: that is seldom, and a million of these lie in a near cache.
        private readonly object _session = session;

        /// <summary>The live session.</summary>
        public Session Session => _session as Session ?? ((Aged)_session).Session;

        /// <summary>
        /// How long ago the store was last heard of, where it cannot be asked and a safe request is answered all the same
        /// (<see cref="SessionOptions.FailStatic"/>). Zero in the usual case.
        /// </summary>
        public TimeSpan Stale
        {
            get => _session is Aged aged ? aged.By : TimeSpan.Zero;
            init => _session = new Aged(Session, value);
        }

        /// <inheritdoc />
        public override T Match<T>(Func<Valid, T> valid, Func<Anonymous, T> anonymous, Func<Unavailable, T> unavailable) => valid(this);

        private sealed record Aged(Session Session, TimeSpan By);
    }

    /// <summary>Nobody is logged in, and <see cref="Reason"/> says why.</summary>
    public sealed class Anonymous : Decision
    {
        private static readonly Dictionary<Reason, Anonymous> All = Reason.All.ToDictionary(r => r, r => new Anonymous(r));

        private Anonymous(Reason reason) => Reason = reason;

        /// <summary>Why.</summary>
        public Reason Reason { get; }

        /// <summary>The one instance for a reason: refusing costs no allocation.</summary>
        public static Anonymous Because(Reason reason) => All[reason];

        /// <inheritdoc />
        public override T Match<T>(Func<Valid, T> valid, Func<Anonymous, T> anonymous, Func<Unavailable, T> unavailable) => anonymous(this);
    }

    /// <summary>The store could not be asked. This is never a logout: 503, no Set-Cookie, no login redirect (invariant 3).</summary>
    public sealed class Unavailable : Decision
    {
        private Unavailable()
        {
        }

        /// <summary>The one instance.</summary>
        public static Unavailable Instance { get; } = new();

        /// <inheritdoc />
        public override T Match<T>(Func<Valid, T> valid, Func<Anonymous, T> anonymous, Func<Unavailable, T> unavailable) => unavailable(this);
    }
}
