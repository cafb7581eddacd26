namespace Cloakroom.Server.Doctor;

/// <summary>Something that the doctor found.</summary>
/// <param name="Code">A stable code: of a rule of the jar, or of the doctor's own (docs/doctor.md).</param>
/// <param name="Weight">How much it weighs.</param>
/// <param name="Sentence">What is the matter.</param>
/// <param name="Fix">What to do about it.</param>
internal sealed record Finding(string Code, Weight Weight, string Sentence, string Fix);

/// <summary>How much a finding weighs.</summary>
internal enum Weight
{
    /// <summary>Nothing works before this is mended.</summary>
    Obstacle = 1,

    /// <summary>What the page's own script has to do; nobody sees from outside whether it does.</summary>
    Advice = 2,

    /// <summary>It works; it could be better.</summary>
    Note = 3,
}
