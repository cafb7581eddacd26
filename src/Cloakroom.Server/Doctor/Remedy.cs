namespace Cloakroom.Server.Doctor;

/// <summary>The least that must change for a cookie to arrive: found by trying, and the jar says whether it does.</summary>
/// <param name="Steps">What to do, all of it.</param>
/// <param name="After">The question afterwards; its cookie arrives.</param>
internal sealed record Remedy(IReadOnlyList<string> Steps, CookieQuestion After)
{
    private const int MostSteps = 3;

    /// <summary>Null when it arrives already, or no few changes help.</summary>
    public static Remedy? Find(CookieQuestion question, Func<CookieQuestion, bool> works)
    {
        if (works(question))
        {
            return null;
        }

        for (int steps = 1; steps <= MostSteps; steps++)
        {
            if (Try(question, works, first: 0, steps, []) is { } found)
            {
                return found;
            }
        }

        return null;
    }

    private static Remedy? Try(CookieQuestion question, Func<CookieQuestion, bool> works, int first, int steps, IReadOnlyList<string> done)
    {
        for (int i = first; i < Change.All.Count; i++)
        {
            Change change = Change.All[i];
            if (change.Apply(question) is not { } after)
            {
                continue;
            }

            IReadOnlyList<string> all = [.. done, change.Sentence];
            Remedy? found = steps > 1 ? Try(after, works, i + 1, steps - 1, all) : works(after) ? new(all, after) : null;
            if (found is not null)
            {
                return found;
            }
        }

        return null;
    }
}
