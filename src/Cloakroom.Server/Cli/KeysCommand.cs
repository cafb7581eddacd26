using System.Text.Json.Serialization;
using Cloakroom.Keys;
using Cloakroom.Server.Settings;

namespace Cloakroom.Server.Cli;

/// <summary><c>keys list</c> and <c>keys rotate</c>. A running server sees what changed within half a minute.</summary>
internal static class KeysCommand
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10), Pause = TimeSpan.FromMilliseconds(100);

    public static async Task ListAsync(Arguments arguments, TextWriter output)
    {
        await using var place = new Workplace(arguments);
        Print(arguments, output, await OpenAsync(place));
    }

    public static async Task RotateAsync(Arguments arguments, TextWriter output)
    {
        await using var place = new Workplace(arguments);
        KeyRing ring = await OpenAsync(place);
        if (!await RotateAsync(ring, arguments.Switches.Contains("now"), place.Get<TimeProvider>()))
        {
            throw new StartRefusedException("The next key is there already and signs when its time comes (keys list shows when); keys rotate --now does not wait, and ends all access tokens.");
        }

        Print(arguments, output, ring);
    }

    // A busy server holds the file for longer than a request may wait; a person at a terminal can.
    private static async Task<bool> RotateAsync(KeyRing ring, bool atOnce, TimeProvider time)
    {
        for (long began = time.GetTimestamp(); ; await Task.Delay(Pause, time))
        {
            try
            {
                return await ring.RotateAsync(atOnce);
            }
            catch (StoreUnavailableException) when (time.GetElapsedTime(began) < Patience)
            {
                // Nothing was changed. Once more.
            }
        }
    }

    private static async Task<KeyRing> OpenAsync(Workplace place)
    {
        KeyRing ring = place.Get<KeyRing>();
        return ring.IsEphemeral
            ? throw new StartRefusedException("With Store memory: the keys live in the running server alone; use a store such as sqlite:path to reach them from here.")
            : await ring.StartAsync() is RingLook.Away
            ? throw new StartRefusedException("The store cannot be reached; try again.")
            : ring;
    }

    private static void Print(Arguments arguments, TextWriter output, KeyRing ring) =>
        Printer.Print(output, arguments, ring.View().Select(k => new KeyLine(
            k.Kid, Word(k.State), Time(k.CreatedAt) ?? "", Time(k.SignsFrom) ?? "", Time(k.RetiredAt), Time(k.DeletedAt))));

    private static string? Time(DateTimeOffset? time) => time is { } t ? Printer.Time(t.ToUnixTimeMilliseconds()) : null;

    private static string Word(KeyState state) => state switch
    {
        KeyState.Next => "next",
        KeyState.Signing => "signing",
        KeyState.Retired => "retired",
        _ => throw new InvalidOperationException($"There is no word for {state}."),
    };

    private sealed record KeyLine(string Kid, string State, string CreatedAt, string SignsFrom, string? RetiredAt, string? DeletedAt) : ILine
    {
        [JsonIgnore]
        public string Text => $"{Kid}  {State,-7}  signs from {SignsFrom}{(DeletedAt is null ? "" : $", deleted {DeletedAt}")}";
    }
}
