// Whether those who wait are listed beside the calendar.
class Beside {
  open = $state(false);
}

export const beside = new Beside();
