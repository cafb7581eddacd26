namespace Cloakroom.Tests.Sessions.Histories;

/// <summary>One thing that a client does. Slots and users are small numbers, so that clients meet.</summary>
internal abstract record Move
{
    /// <summary>Log in under the digest of a slot, perhaps while showing another session.</summary>
    internal sealed record Login(int User, int Slot, int? Shown) : Move;

    /// <summary>A request: find, decide, note the use.</summary>
    internal sealed record Use(int Slot) : Move;

    /// <summary>Find, then store a changed record.</summary>
    internal sealed record Change(int Slot) : Move;

    /// <summary>Find, then give the session the digest of another slot.</summary>
    internal sealed record Rotate(int Slot, int To) : Move;

    internal sealed record Logout(int Slot) : Move;

    internal sealed record LogoutEverywhere(int User, int? Except) : Move;

    /// <summary>Write a value; careful is read first, then write on what was read.</summary>
    internal sealed record Keep(int Slot, int Key, bool Careful) : Move;

    internal sealed record Drop(int Slot, int Key) : Move;

    internal sealed record List(int User) : Move;

    /// <summary>Somebody sets the clock, forwards or back.</summary>
    internal sealed record Step(int Minutes) : Move;

    internal sealed record Sweep : Move;
}

/// <summary>What has happened before, what each client does, and in which order their store calls are made when they do not race.</summary>
internal sealed record Schedule(Move[] Before, Move[][] Clients, int[] Order)
{
    public override string ToString() =>
        $"before: {string.Join(", ", Before.Select(m => m.ToString()))}\n" + string.Join('\n', Clients.Select((moves, i) => $"client {i}: {string.Join(", ", moves.Select(m => m.ToString()))}")) + $"\norder: {string.Join(' ', Order)}";
}
